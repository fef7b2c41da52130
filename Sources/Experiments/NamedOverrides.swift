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

  public static var typeName: String { "object of named overrides" }

  /// Named groups of paths.
  public static var structure: Structure { .dictionary(SettingGroup.self) }
}

/// A variant or a case: values that belong together, and a grid that goes with them alone, which is how
/// an axis is tied to a choice: `{ "training.optimizer": "sgd", "grid": { … } }`.
public struct SettingGroup: Specifiable, Equatable {
  /// What a case is called.
  public var name: String?
  /// The values.
  public var overrides = Overrides()
  /// Every combination of these lists is run with the values.
  public var grid = ValueLists()
  /// Where the group is written.
  var location: Location?
  /// Where its name is written.
  var nameLocation: Location?

  /// A group that changes nothing.
  public init() {}

  /// Groups are equal when they are called the same and put the same values in the same places.
  public static func == (left: SettingGroup, right: SettingGroup) -> Bool {
    left.json == right.json
  }

  /// How many settings it stands for.
  var count: Int { grid.isEmpty ? 1 : saturatingProduct(of: grid.lists.map(\.values.count)) }

  /// Reads an object whose names are paths, but for `name` and `grid`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> SettingGroup? {
    guard let overrides = Overrides.read(json, at: path, into: &problems) else { return nil }
    var group = SettingGroup()
    group.location = json.location
    var isWhole = true
    for entry in overrides.entries {
      switch entry.path {
      case "name":
        group.nameLocation = entry.value.location
        group.name = entry.value.string
        if group.name?.isEmpty ?? true {
          problems.expected(
            "a name, as \"baseline\"", entry.value, at: path.appending(entry.path))
          isWhole = false
        }
      case "grid":
        let grid = ValueLists.read(
          entry.value, at: path.appending(entry.path), into: &problems)
        group.grid = grid ?? ValueLists()
        isWhole = isWhole && grid != nil
      default: group.overrides.entries.append(entry)
      }
    }
    return isWhole ? group : nil
  }

  public var json: JSON {
    .object(
      (name.map { [("name", JSON.string($0))] } ?? [])
        + overrides.entries.map { ($0.path, $0.value) }
        + (grid.isEmpty ? [] : [("grid", grid.json)]))
  }

  /// An object of any names, of which two have a type.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")),
      (
        "properties",
        .object([("name", String.schema(&book)), ("grid", ValueLists.schema(&book))])
      ),
    ])
  }

  public static var typeName: String { "object of paths and values" }

  public static var structure: Structure { .paths }
}

/// The product of counts; the largest number there is where it would be larger.
func saturatingProduct(of factors: [Int]) -> Int {
  factors.reduce(1) { product, factor in
    let (result, overflow) = product.multipliedReportingOverflow(by: factor)
    return overflow ? .max : result
  }
}
