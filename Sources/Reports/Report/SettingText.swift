import Specification

/// Options as a person would say them.
enum SettingText {
  /// A layer with the options that differ from the defaults: `conv 64, kernel 3, padding 1`.
  static func text(of value: any Described) -> String {
    let primary = primaryName(of: value)
    let settings = shown(of: value)
    let first = settings.first { $0.name == primary }.map { named($0.name, $0.value) } ?? ""
    let rest = settings.filter { $0.name != primary }.map { spoken($0.name, $0.value) }
    return ([type(of: value).kind + first] + rest).joined(separator: ", ")
  }

  /// Any other choice in words: `PCA, dimensions 12, whiten`, but `synthetic faces, count 400`.
  static func words(of value: any Described) -> String {
    let primary = primaryName(of: value)
    let settings = shown(of: value)
    let name = settings.first { $0.name == primary }.flatMap {
      $0.value.string.map(PathText.shortened)
    }
    let rest = settings.filter { name == nil || $0.name != primary }.map {
      spoken($0.name, $0.value)
    }
    let title = type(of: value).title
    return ([name.map { "\(title) \($0)" } ?? title] + rest).joined(separator: ", ")
  }

  /// The options that differ from the defaults, and those that readers look for even where they do
  /// not: the primary field, a kernel, a count.
  private static func shown(of value: any Described) -> [JSON.Member] {
    let changed = Set(value.settings.map(\.name))
    let wanted = ["kernel", "count", primaryName(of: value)]
    return (value.json.members ?? []).filter {
      (changed.contains($0.name) || wanted.contains($0.name)) && $0.value != .null
    }
  }

  static func spoken(_ name: String, _ value: JSON) -> String {
    value == true.json ? Sentence.spaced(name) : "\(Sentence.spaced(name)) \(text(of: value))"
  }

  /// The primary option of a layer, with its name where it does not say what it is: `conv 64`, but
  /// `leakyReLU, slope 0.01`.
  private static func named(_ name: String, _ value: JSON) -> String {
    let isFraction = value.number.map { $0 != $0.rounded() } ?? false
    return isFraction ? ", \(Sentence.spaced(name)) \(text(of: value))" : " \(text(of: value))"
  }

  /// A value in a line: numbers and words as they are, lists with brackets.
  static func text(of value: JSON) -> String {
    if let elements = value.elements {
      return "[" + elements.map { text(of: $0) }.joined(separator: ", ") + "]"
    }
    guard let members = value.members else {
      return value.string.map(PathText.shortened) ?? value.canonical
    }
    return members.filter { $0.value != .null }
      .map { "\(Sentence.spaced($0.name)) \(text(of: $0.value))" }.joined(separator: ", ")
  }

  private static func primaryName<T: Described>(of value: T) -> String? {
    T.fields.first { $0.isPrimary }?.name
  }
}
