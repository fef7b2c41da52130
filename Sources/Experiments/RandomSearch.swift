import Numerics
import Specification

/// Random draws of settings: each draw depends on the seed and its number alone.
public struct RandomSearch: Described {
  /// How many settings to draw.
  public var count = 10
  /// The seed of the draws; it is not the seed of the trials.
  public var seed = 0
  /// What to draw, by path.
  public var parameters = Distributions()

  /// Ten draws of nothing.
  public init() {}

  /// The name in a file.
  public static var kind: String { "random" }
  /// For the schema.
  public static var summary: String { "Random draws of settings." }
  /// The fields.
  public static var fields: [Field<RandomSearch>] {
    [
      Field("count", \.count, "How many settings to draw.", .between(1, 100_000)),
      Field("seed", \.seed, "The seed of the draws.", .atLeast(0)),
      Field("parameters", \.parameters, "Distributions by path.", isRequired: true),
    ]
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [
      ("count", .number(20)),
      (
        "parameters",
        .object([
          ("model.latent", .object([("integer", [8, 64].json)])),
          ("training.optimizer.learningRate", .object([("logUniform", [1e-4, 1e-2].json)])),
        ])
      ),
    ]
  }

  /// Something must be drawn.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if parameters.entries.isEmpty { report("parameters", "there is nothing to draw") }
  }

  /// The drawn settings.
  var draws: [Overrides] {
    (0..<count).map { index in
      Overrides(
        parameters.entries.map { entry in
          var stream = RandomStream(
            seed: UInt64(seed), purpose: "sweep/\(entry.path)", index: UInt64(index))
          let value = entry.distribution.value.draw(from: &stream)
          return Overrides.Entry(
            path: entry.path, value: JSON(value.value, location: value.location ?? entry.location),
            location: entry.location)
        })
    }
  }
}

/// Distributions by path, in the order of the file.
public struct Distributions: Specifiable {
  /// A path and how its value is drawn.
  public struct Entry: Sendable {
    /// The path, as written.
    public var path: String
    /// How it is drawn.
    public var distribution: OneOf<DistributionKinds>
    /// Where the path is written.
    public var location: Location?
  }

  /// The entries.
  public var entries: [Entry] = []

  /// No distributions.
  public init() {}

  /// Reads an object of distributions.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Distributions? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    var result = Distributions()
    for member in members {
      let place = path.appending(member.name)
      let isKnown = result.entries.contains {
        JSONPath(parsing: $0.path) == JSONPath(parsing: member.name)
      }
      if isKnown { problems.duplicate(member, at: place) }
      if let advice = SweepHabits.advice(on: member.value, at: place) {
        problems.add(advice, at: place, location: member.value.location)
        continue
      }
      let distribution = OneOf<DistributionKinds>.read(member.value, at: place, into: &problems)
      guard let distribution else { continue }
      result.entries.append(
        Entry(path: member.name, distribution: distribution, location: member.location))
    }
    return result.entries.count == members.count ? result : nil
  }

  /// The object.
  public var json: JSON { .object(entries.map { ($0.path, $0.distribution.json) }) }

  /// An object of distributions.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")),
      ("additionalProperties", OneOf<DistributionKinds>.schema(&book)),
    ])
  }

  /// In words.
  public static var typeName: String { "object of paths and distributions" }

  /// Paths.
  public static var structure: Structure { .paths }
}
