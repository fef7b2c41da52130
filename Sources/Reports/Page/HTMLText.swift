import Foundation
import Specification

/// Text within HTML.
enum HTMLText {
  /// A text in which every character stands for itself, in an attribute too.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A name on one line, hidden characters written out.
  static func line(_ text: String) -> String { escaped(VisibleText.line(text)) }

  /// Emphasis within a link within emphasis, and so on: what nests deeper is text.
  private static let maximumDepth = 16
  /// What is opened and not closed within so many characters is text.
  private static let reach = 2000

  /// Emphasis, code and links of a text that stands within so many others.
  static func inline(_ markdown: Substring, depth: Int = 0) -> String {
    guard depth < maximumDepth else { return escaped(markdown) }
    var result = ""
    var rest = markdown
    while let character = rest.first {
      switch character {
      case "\\":
        let next = rest.dropFirst().first
        let isEscape = next.map { $0.isASCII && ($0.isPunctuation || $0.isSymbol) } ?? false
        result += isEscape ? escaped(rest.dropFirst().prefix(1)) : "\\"
        rest = rest.dropFirst(isEscape ? 2 : 1)
      case "`":
        result += code(&rest)
      case "$":
        result += formula(&rest)
      case "*", "_":
        let isInWord = result.last.map { $0.isLetter || $0.isNumber } ?? false
        result += emphasis(&rest, isInWord: isInWord, depth: depth)
      case "<":
        result += address(&rest)
      case "[":
        result += link(&rest, depth: depth)
      case "&":
        result += entity(&rest)
      case " " where rest.hasPrefix("  \n"):
        result += "<br>\n"
        rest = rest.dropFirst(3)
      default:
        result += escaped(String(character))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func code(_ rest: inout Substring) -> String {
    let ticks = rest.prefix { $0 == "`" }
    let body = rest.dropFirst(ticks.count)
    let near = body.prefix(reach)
    var from = near.startIndex
    while from < near.endIndex, let end = near[from...].range(of: ticks) {
      // A longer run of ticks ends nothing.
      let run = body[end.lowerBound...].prefix { $0 == "`" }
      guard run.count == ticks.count else {
        from = run.endIndex
        continue
      }
      var inner = body[..<end.lowerBound]
      if inner.hasPrefix(" "), inner.hasSuffix(" "), inner.count > 2 {
        inner = inner.dropFirst().dropLast()
      }
      rest = body[end.upperBound...]
      return "<code>\(escaped(inner))</code>"
    }
    rest = body
    return String(ticks)
  }

  /// A formula between dollars, as it is written: a page has no means to set it.
  private static func formula(_ rest: inout Substring) -> String {
    let body = rest.dropFirst()
    let inner = body.prefix { $0 != "$" && $0 != "\n" }
    rest = body
    guard body[inner.endIndex...].first == "$", let first = inner.first, let last = inner.last,
      !first.isWhitespace, !last.isWhitespace
    else { return "$" }
    rest = body[inner.endIndex...].dropFirst()
    return "<code>\(escaped(inner))</code>"
  }

  private static func emphasis(
    _ rest: inout Substring, isInWord: Bool, depth: Int
  ) -> String {
    let mark = rest.prefix { $0 == rest.first }
    let body = rest.dropFirst(mark.count)
    // Names in bold may begin and end with a space.
    let opens = body.first.map { mark.count == 2 || !$0.isWhitespace } ?? false
    guard mark.count <= 2, opens, !(isInWord && mark.first == "_"),
      let end = ending(body.prefix(reach), mark)
    else {
      rest = body
      return escaped(mark)
    }
    rest = body[end...].dropFirst(mark.count)
    let tag = mark.count == 2 ? "strong" : "em"
    return "<\(tag)>\(inline(body[..<end], depth: depth + 1))</\(tag)>"
  }

  /// Where a mark closes: not behind a backslash, and a single one behind no space.
  private static func ending(_ body: Substring, _ mark: Substring) -> Substring.Index? {
    var index = body.startIndex
    var before: Character = " "
    while index < body.endIndex {
      if body[index] == "\\" {
        before = "\\"
        index = body.index(index, offsetBy: 2, limitedBy: body.endIndex) ?? body.endIndex
        continue
      }
      if body[index] == mark.first {
        let run = body[index...].prefix { $0 == mark.first }
        let isBehindSpace = mark.count == 1 && before.isWhitespace
        if run.count == mark.count, !isBehindSpace, index > body.startIndex { return index }
        before = body[index]
        index = run.endIndex
        continue
      }
      before = body[index]
      index = body.index(after: index)
    }
    return nil
  }

  /// `<https://…>`; the empty comment that keeps GitHub from calling people is dropped.
  private static func address(_ rest: inout Substring) -> String {
    if rest.hasPrefix("<!-- -->") {
      rest = rest.dropFirst(8)
      return ""
    }
    if let end = rest.prefix(reach).firstIndex(of: ">") {
      let target = rest[rest.index(after: rest.startIndex)..<end]
      if isAllowed(target), target.hasPrefix("http") {
        rest = rest[end...].dropFirst()
        return "<a href=\"\(escaped(target))\" rel=\"noreferrer\">\(escaped(target))</a>"
      }
    }
    rest = rest.dropFirst()
    return "&lt;"
  }

  private static func link(_ rest: inout Substring, depth outer: Int) -> String {
    let near = rest.prefix(reach)
    var depth = 0
    var index = rest.startIndex
    while index < near.endIndex {
      if rest[index] == "\\" {
        index = rest.index(index, offsetBy: 2, limitedBy: near.endIndex) ?? near.endIndex
        continue
      }
      if rest[index] == "[" { depth += 1 }
      if rest[index] == "]" {
        depth -= 1
        if depth == 0 { break }
      }
      index = rest.index(after: index)
    }
    let words = index < near.endIndex ? rest[rest.index(after: rest.startIndex)..<index] : ""
    let after = index < near.endIndex ? rest[index...].dropFirst() : ""
    if !words.isEmpty, after.first == "(", let end = after.prefix(reach).firstIndex(of: ")") {
      let target = after[after.index(after: after.startIndex)..<end]
      if isAllowed(target) {
        rest = after[end...].dropFirst()
        return
          "<a href=\"\(escaped(target))\" rel=\"noreferrer\">\(inline(words, depth: outer + 1))</a>"
      }
    }
    rest = rest.dropFirst()
    return "["
  }

  /// Whether a link may lead there: an address of the web, or a file beside the page.
  private static func isAllowed(_ target: Substring) -> Bool {
    let isPlain = target.allSatisfy { !$0.isWhitespace && $0.isASCII && !"<>\"'`\\".contains($0) }
    guard isPlain, !target.isEmpty else { return false }
    if ["https://", "http://", "mailto:"].contains(where: target.hasPrefix) { return true }
    return !target.contains(":") && !target.hasPrefix("/")
  }

  private static func entity(_ rest: inout Substring) -> String {
    for known in ["&lt;", "&gt;", "&amp;", "&quot;"] where rest.hasPrefix(known) {
      rest = rest.dropFirst(known.count)
      return known
    }
    rest = rest.dropFirst()
    return "&amp;"
  }
}
