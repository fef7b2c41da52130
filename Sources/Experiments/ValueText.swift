import Specification

/// The values of a sweep as tables and labels print them.
enum ValueText {
  /// Cells longer than this are cut.
  private static let limit = 60

  /// A value that a row sets: the name of a file, a choice with the options written, a number.
  static func cell(_ value: JSON, _ structure: Structure) -> String {
    cut(text(value, structure))
  }

  /// A value that a row does not set: of a choice, the kind alone.
  static func brief(_ value: JSON, _ structure: Structure) -> String {
    if let type = kind(of: value, structure) { return shortened(value, structure) ?? type.title }
    if case .list(let element) = structure, let elements = value.elements, !elements.isEmpty {
      return cut(
        elements.map { brief($0, element.structure) }.joined(separator: separator(element)))
    }
    return cell(value, structure)
  }

  /// A value in a label: words speak for themselves, numbers need the title of their axis.
  static func label(_ value: JSON, _ structure: Structure, title: String) -> String {
    switch value.value {
    case .number, .bool, .null, .array: "\(title) \(cell(value, structure))"
    case .string: cell(value, structure)
    case .object: structure.isLeaf ? "\(title) \(cell(value, structure))" : cell(value, structure)
    }
  }

  private static func text(_ value: JSON, _ structure: Structure) -> String {
    switch value.value {
    case .null: return "none"
    case .bool(let isOn): return isOn ? "on" : "off"
    case .number: return value.canonical
    case .string(let string):
      if FileReferences.isReference(value) {
        return String(string.split(separator: "/").last?.dropLast(5) ?? "")
      }
      return shortened(value, structure) ?? kind(of: value, structure)?.title ?? string
    case .array(let elements):
      guard !elements.isEmpty else { return "none" }
      guard case .list(let element) = structure else {
        return elements.map { text($0, .leaf) }.joined(separator: ", ")
      }
      return elements.map { text($0, element.structure) }
        .joined(separator: separator(element))
    case .object(let members):
      if case .choice(let family) = structure, let choice = choice(value, family) { return choice }
      return members.map { "\(Sentence.spaced($0.name)) \(text($0.value, .leaf))" }
        .joined(separator: ", ")
    }
  }

  /// "k-means", "PCA 8 (whiten on)": the kind, its primary value, the other options.
  private static func choice(_ value: JSON, _ family: any Family.Type) -> String? {
    var ignored = Problems()
    guard let written = WrittenChoice(value, of: family, at: JSONPath(), into: &ignored) else {
      return nil
    }
    let type = written.type
    let options = written.options.members ?? []
    let primary = options.first { $0.name == type.primaryName }
    let others = options.filter { $0.name != type.primaryName }.map { option in
      let below = type.structure(of: option.name) ?? .leaf
      return "\(Sentence.spaced(option.name)) \(text(option.value, below))"
    }
    let heading =
      [type.title]
      + (primary.map { [text($0.value, type.structure(of: $0.name) ?? .leaf)] } ?? [])
    return heading.joined(separator: " ")
      + (others.isEmpty ? "" : " (" + others.joined(separator: ", ") + ")")
  }

  /// The text that is short for a kind, or would be: a path.
  private static func shortened(_ value: JSON, _ structure: Structure) -> String? {
    guard case .choice(let family) = structure, let shorthand = family.shorthand else { return nil }
    var ignored = Problems()
    guard let written = WrittenChoice(value, of: family, at: JSONPath(), into: &ignored),
      written.type.kind == shorthand.kind.kind, let primary = written.type.primaryName
    else { return nil }
    return written.options[primary]?.string
  }

  private static func kind(of value: JSON, _ structure: Structure) -> (any Described.Type)? {
    guard case .choice(let family) = structure else { return nil }
    var ignored = Problems()
    return WrittenChoice(value, of: family, at: JSONPath(), into: &ignored)?.type
  }

  /// Steps that follow each other are joined by a plus, plain values by a comma.
  private static func separator(_ element: any Specifiable.Type) -> String {
    element.structure.isChoice ? " + " : ", "
  }

  private static func cut(_ text: String) -> String {
    text.count > limit ? text.prefix(limit - 1) + "…" : text
  }
}
