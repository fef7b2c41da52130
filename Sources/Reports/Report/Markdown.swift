/// CommonMark with GitHub's tables.
enum Markdown {
  /// A text in which every character stands for itself, inside a table too.
  static func escaped(_ text: String) -> String {
    text.map { character in
      if character.isNewline { return " " }
      return specials.contains(character) ? "\\\(character)" : String(character)
    }.joined()
  }

  /// Words in a code span; in a table (`isCell`) a bar would end the cell even so.
  static func code(_ text: String, isCell: Bool = false) -> String {
    let line = text.map { $0.isNewline ? " " : String($0) }.joined()
    let safe = isCell ? line.replacing("|", with: "\\|") : line
    return safe.contains("`") ? "`` \(safe) ``" : "`\(safe)`"
  }

  /// A block of plain text.
  static func block(_ text: String) -> String { "```text\n\(text)\n```\n" }

  /// A link to an image beside the report.
  static func image(_ path: String, title: String) -> String {
    "![\(escaped(title))](\(path.replacing(" ", with: "%20")))"
  }

  private static let specials: Set<Character> = [
    "\\", "|", "*", "_", "`", "<", ">", "[", "]", "~", "$", "&",
  ]
}
