import Specification

/// The named parts of a test set and their shares: `{ "public": 0.5, "private": 0.5 }`.
///
/// Tables show the parts in the order of the file; who belongs to which part does not depend on it.
public struct TestParts: Specifiable, Equatable {
  /// One part.
  public struct Part: Sendable, Equatable {
    /// What tables call it.
    public let name: String
    /// Its share of the images, above 0; all shares add up to 1.
    public let share: Double
  }

  /// The parts, in the order of the file.
  public let list: [Part]

  /// Reads an object of shares.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> TestParts? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    let before = problems.list.count
    var parts: [Part] = []
    for member in members {
      let place = path.appending(member.name)
      let share = member.value.number ?? 0
      if !(share > 0 && share <= 1) {
        problems.expected("a share above 0 and at most 1", member.value, at: place)
      }
      if parts.contains(where: { $0.name == member.name }) {
        problems.add("\"\(member.name)\" is written twice", at: place, location: member.location)
      }
      parts.append(Part(name: member.name, share: share))
    }
    let sum = parts.reduce(0) { $0 + $1.share }
    if problems.list.count == before, abs(sum - 1) > 1e-6 {
      problems.add(
        "the shares of the parts add up to \(JSON.number(sum).canonical); they must add up to 1",
        at: path, location: json.location)
    }
    return problems.list.count == before ? TestParts(list: parts) : nil
  }

  /// The shares by name.
  public var json: JSON { .object(list.map { ($0.name, .number($0.share)) }) }

  /// An object of numbers.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let share = JSON.object([
      ("type", .string("number")), ("exclusiveMinimum", .number(0)), ("maximum", .number(1)),
    ])
    return .object([("type", .string("object")), ("additionalProperties", share)])
  }

  /// In words.
  public static var typeName: String { "object of shares that add up to 1" }
}
