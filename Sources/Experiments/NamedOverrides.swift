import Specification

/// Groups of overrides with names, in the order of the file.
public struct NamedOverrides: Specifiable, Equatable {
  /// The groups.
  public var groups: [(name: String, overrides: Overrides)] = []

  /// No groups.
  public init() {}

  /// Equal names and overrides in the same order.
  public static func == (left: NamedOverrides, right: NamedOverrides) -> Bool {
    left.json == right.json
  }

  /// Reads an object of objects.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> NamedOverrides? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    var result = NamedOverrides()
    for member in members {
      let place = path.appending(member.name)
      if result.groups.contains(where: { $0.name == member.name }) {
        problems.duplicate(member, at: place)
      }
      guard let overrides = Overrides.read(member.value, at: place, into: &problems) else {
        continue
      }
      result.groups.append((member.name, overrides))
    }
    return result.groups.count == members.count ? result : nil
  }

  /// The object.
  public var json: JSON { .object(groups.map { ($0.name, $0.overrides.json) }) }

  /// An object of objects.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")), ("additionalProperties", Overrides.schema(&book)),
    ])
  }

  /// In words.
  public static var typeName: String { "object of named overrides" }

  /// Named groups of paths.
  public static var structure: Structure { .dictionary(Overrides.self) }
}
