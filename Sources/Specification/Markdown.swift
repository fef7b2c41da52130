/// CommonMark with GitHub's tables.
public enum Markdown {
  /// A text in which every character stands for itself, inside a table too.
  public static func escaped(_ text: String) -> String {
    var result = ""
    var isMention = false
    for character in VisibleText.line(text) {
      // GitHub looks for people after it has taken backslashes away, but not across a comment.
      if isMention, character.isLetter || character.isNumber { result += "<!-- -->" }
      isMention = character == "@"
      if specials.contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// A text that begins a paragraph, where some characters would make it a heading or a list.
  public static func paragraph(_ text: String) -> String {
    let line = escaped(text.drop { $0.isWhitespace }.description)
    if let first = line.first, "#-+=:".contains(first) { return "\\" + line }
    let digits = line.prefix { $0.isNumber }
    let rest = line.dropFirst(digits.count)
    let isListItem = !digits.isEmpty && (rest.first == "." || rest.first == ")")
    return isListItem ? digits + "\\" + rest : line
  }

  /// Text that was escaped, with its emphasis, as plain text.
  public static func plain(_ markdown: String) -> String {
    var result = ""
    var rest = markdown.replacing("<!-- -->", with: "")[...]
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.popFirst() {
        result.append(next)
      } else if character != "*" {
        result.append(character)
      }
    }
    return result
  }

  /// Words in a code span; in a table (`isCell`) a bar would end the cell even so.
  public static func code(_ text: String, isCell: Bool = false) -> String {
    let line = VisibleText.line(text)
    let safe = isCell ? line.replacing("|", with: "\\|") : line
    guard safe.contains("`") else { return "`\(safe)`" }
    let fence = String(repeating: "`", count: longestRun(in: safe) + 1)
    return "\(fence) \(safe) \(fence)"
  }

  /// A block of plain text, or of another language: its fence is longer than any within.
  public static func block(_ text: String, language: String = "text") -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.line(String($0)) }.joined(separator: "\n")
    let fence = String(repeating: "`", count: max(3, longestRun(in: lines) + 1))
    return "\(fence)\(language)\n\(lines)\n\(fence)\n"
  }

  /// A link to an image beside the report.
  public static func image(_ path: String, title: String) -> String {
    let plain = path.utf8.map { byte -> String in
      let isPlain =
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || "/._-".utf8.contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
    }
    return "![\(escaped(title))](\(plain.joined()))"
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static let specials: Set<Character> = [
    "\\", "|", "*", "_", "`", "<", ">", "[", "]", "~", "$", "&",
  ]
}
