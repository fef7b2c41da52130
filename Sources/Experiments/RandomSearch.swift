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

  public static var kind: String { "random" }
  public static var summary: String { "Random draws of settings." }
  public static var fields: [Field<RandomSearch>] {
    [
      Field("count", \.count, "How many settings to draw.", .between(1, 100_000)),
      Field("seed", \.seed, "The seed of the draws.", .atLeast(0)),
      Field("parameters", \.parameters, "Distributions by path.", isRequired: true),
    ]
  }
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

  public var json: JSON { .object(entries.map { ($0.path, $0.distribution.json) }) }

  /// An object of distributions.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")),
      ("additionalProperties", OneOf<DistributionKinds>.schema(&book)),
    ])
  }

  public static var typeName: String { "object of paths and distributions" }

  public static var structure: Structure { .paths }
}

/// A distribution that a setting is drawn from.
public protocol Distribution: Described {
  /// One draw.
  func draw(from stream: inout RandomStream) -> JSON
}

/// The distributions.
public enum DistributionKinds: Family {
  public typealias Member = any Distribution
  /// In messages.
  public static var name: String { "distribution" }
  public static var kinds: [any Described.Type] {
    [Uniform.self, LogUniform.self, UniformInteger.self, Choice.self]
  }
}

/// A number between two others, all equally likely.
public struct Uniform: Distribution {
  /// The lower and the upper end.
  public var interval = [0.0, 1.0]

  /// From 0 to 1.
  public init() {}

  public static var kind: String { "uniform" }
  public static var summary: String {
    "A number between low and high, all equally likely, rounded to five digits."
  }
  public static var fields: [Field<Uniform>] {
    [Field("interval", \.interval, "The ends: [low, high].", isRequired: true, isPrimary: true)]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval, report)
  }

  public func draw(from stream: inout RandomStream) -> JSON {
    .number(Decimals.rounded(stream.uniform(interval[0], interval[1]), within: interval))
  }
}

/// A positive number whose logarithm is uniform: learning rates.
public struct LogUniform: Distribution {
  /// The lower and the upper end, both above 0.
  public var interval = [1e-5, 1e-1]

  /// From 0.00001 to 0.1.
  public init() {}

  public static var kind: String { "logUniform" }
  public static var summary: String {
    "A positive number whose logarithm is uniform, rounded to five digits."
  }
  public static var fields: [Field<LogUniform>] {
    [
      Field(
        "interval", \.interval, "The ends: [low, high], both above 0.", .above(0), isRequired: true,
        isPrimary: true)
    ]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval, report)
  }

  public func draw(from stream: inout RandomStream) -> JSON {
    let drawn = stream.uniform(Elementary.log(interval[0]), Elementary.log(interval[1]))
    return .number(Decimals.rounded(Elementary.exp(drawn), within: interval))
  }
}

/// A whole number between two others, both included.
public struct UniformInteger: Distribution {
  /// The lower and the upper end.
  public var interval = [0, 1]

  /// 0 or 1.
  public init() {}

  public static var kind: String { "integer" }
  public static var summary: String { "A whole number from low to high, both included." }
  public static var fields: [Field<UniformInteger>] {
    [Field("interval", \.interval, "The ends: [low, high].", isRequired: true, isPrimary: true)]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval.map(Double.init), report)
  }

  public func draw(from stream: inout RandomStream) -> JSON {
    .number(interval[0] + stream.integer(below: interval[1] - interval[0] + 1))
  }
}

/// One of a list of values, all equally likely.
public struct Choice: Distribution {
  /// The values.
  public var values: [JSON] = []

  /// No values.
  public init() {}

  public static var kind: String { "choice" }
  public static var summary: String { "One of a list of values, all equally likely." }
  public static var fields: [Field<Choice>] {
    [Field("values", \.values, "The values.", isRequired: true, isPrimary: true)]
  }
  public static var example: [(String, JSON)] {
    [("values", .array([.string("relu"), .string("tanh")]))]
  }

  /// At least one value.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if values.isEmpty { report("values", "a choice needs at least one value") }
  }

  public func draw(from stream: inout RandomStream) -> JSON {
    values[stream.integer(below: values.count)]
  }
}

private func checkInterval(
  _ interval: [Double], _ report: (_ field: String, _ message: String) -> Void
) {
  if interval.count != 2 || interval[0] > interval[1] {
    report("interval", "an interval is two numbers, the smaller first: [low, high]")
  }
}

/// What the values of a sweep look like in other tools, so that a message can say how they are written
/// here.
enum SweepHabits {
  /// The advice on a value that should be a list, a range or a distribution; nil when it may be one.
  static func advice(on json: JSON, at path: JSONPath) -> String? {
    guard let members = json.members, let first = members.first else { return nil }
    let names = Set(members.map(\.name))
    let axis = path.steps.last?.key ?? ""
    if let values = json["values"] ?? json["value"] ?? json["choices"] {
      let list = values.elements == nil ? "[\(shown(values))]" : shown(values)
      return "write the list itself: \(Excerpt.quoted(axis)): \(list)"
    }
    let bounds = ["min", "max", "low", "high", "start", "stop", "end", "distribution"]
    if !names.isDisjoint(with: bounds), names.isDisjoint(with: ["from", "to"]) {
      return "a range is written { \"from\": 8, \"to\": 64, \"step\": 8 }, a random draw "
        + "{ \"uniform\": [low, high] }, { \"logUniform\": [low, high] } or { \"integer\": [low, high] }"
    }
    guard !names.contains(where: { Spelling.nearest(to: $0, among: known) != nil }) else {
      return nil
    }
    let written = ([axis] + inner(first)).joined(separator: ".")
    return "a sweep names a value by its whole path: write "
      + "\(Excerpt.quoted(written)): […], each path with its own list"
  }

  /// The names on the way to the first value that holds no others.
  private static func inner(_ member: JSON.Member) -> [String] {
    guard let below = member.value.members?.first, !known.contains(below.name) else {
      return [member.name]
    }
    return [member.name] + inner(below)
  }

  /// What a range or a distribution may begin with.
  private static var known: [String] {
    ValueRange.fieldNames + DistributionKinds.kinds.map { $0.kind }
  }

  private static func shown(_ json: JSON) -> String {
    let text = json.canonical
    return text.count <= 60 ? text : "[…]"
  }
}
