import Specification

/// Groups of overrides with names, in the order of the file.
public struct NamedOverrides: Specifiable, Equatable {
  /// The groups, each with its name.
  public var groups: [SettingGroup] = []

  /// No groups.
  public init() {}

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
      guard var group = SettingGroup.read(member.value, at: place, into: &problems) else {
        continue
      }
      if group.name != nil {
        problems.add(
          "a variant is called by its key, \(Excerpt.quoted(member.name)); remove \"name\"",
          at: place, location: group.nameLocation)
        continue
      }
      group.name = member.name
      group.location = member.location
      result.groups.append(group)
    }
    return result.groups.count == members.count ? result : nil
  }

  /// The object.
  public var json: JSON {
    .object(
      groups.map { group in
        var group = group
        let name = group.name ?? ""
        group.name = nil
        return (name, group.json)
      })
  }

  /// An object of objects.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")), ("additionalProperties", SettingGroup.schema(&book)),
    ])
  }

  /// In words.
  public static var typeName: String { "object of named overrides" }

  /// Named groups of paths.
  public static var structure: Structure { .dictionary(SettingGroup.self) }
}
