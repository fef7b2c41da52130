import Specification

/// Options as a person would say them.
enum SettingText {
  /// A kind with the options that differ from the defaults: `conv 64, kernel 3, padding 1`.
  static func text(of value: any Described) -> String {
    let kind = type(of: value).kind
    let primary = primaryName(of: value)
    // Readers look for the primary field, a kernel and a count even where they are as usual.
    let fields = value.json.members ?? []
    let changed = Set(value.settings.map(\.name))
    let settings = fields.filter {
      changed.contains($0.name) || ["kernel", "count", primary].contains($0.name)
    }
    .filter { $0.value != .null }
    var head = kind
    for setting in settings where setting.name == primary {
      head += named(setting.name, setting.value)
    }
    let rest = settings.filter { $0.name != primary }.map { setting in
      setting.value == true.json
        ? spaced(setting.name) : "\(spaced(setting.name)) \(text(of: setting.value))"
    }
    return ([head] + rest).joined(separator: ", ")
  }

  /// A value, with its name where it does not say what it is: `conv 64`, but
  /// `adam, learning rate 0.001`.
  private static func named(_ name: String, _ value: JSON) -> String {
    let isFraction = value.number.map { $0 != $0.rounded() } ?? false
    return isFraction ? ", \(spaced(name)) \(text(of: value))" : " \(text(of: value))"
  }

  /// A value in a line: numbers and words as they are, lists with brackets.
  static func text(of value: JSON) -> String {
    if let elements = value.elements {
      return "[" + elements.map { text(of: $0) }.joined(separator: ", ") + "]"
    }
    guard let members = value.members else { return value.string ?? value.canonical }
    return members.filter { $0.value != .null }
      .map { "\(spaced($0.name)) \(text(of: $0.value))" }.joined(separator: ", ")
  }

  /// `batchSize` as `batch size`.
  static func spaced(_ name: String) -> String {
    name.reduce("") { text, character in
      character.isUppercase ? "\(text) \(character.lowercased())" : text + String(character)
    }
  }

  private static func primaryName<T: Described>(of value: T) -> String? {
    T.fields.first { $0.isPrimary }?.name
  }
}
