import Foundation
import Specification

/// Markdown as HTML: what reports and their authors write. Raw HTML is text, pictures are left out, and
/// links lead to addresses of the web and to files beside the page alone.
package struct MarkdownHTML {
  private var lines: [Substring]
  private var place = 0
  private var html = ""

  /// The HTML of a text.
  package static func html(_ markdown: String) -> String {
    var writer = MarkdownHTML(markdown)
    writer.writeBlocks()
    return writer.html
  }

  private init(_ markdown: String) {
    lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private var line: Substring? { place < lines.count ? lines[place] : nil }

  private mutating func writeBlocks() {
    while let line {
      let text = line.drop { $0 == " " }
      let level = text.prefix { $0 == "#" }.count
      if text.isEmpty {
        place += 1
      } else if (1...6).contains(level), text.dropFirst(level).first == " " {
        html += "<h\(level)>\(HTMLText.inline(text.dropFirst(level + 1)))</h\(level)>\n"
        place += 1
      } else if text.hasPrefix("```") || text.hasPrefix("~~~") {
        writeCode(text)
      } else if isTable {
        writeTable()
      } else if Self.bullet(text) != nil {
        writeList()
      } else if text.hasPrefix(">") {
        writeQuote()
      } else {
        writeParagraph()
      }
    }
  }

  private mutating func writeCode(_ first: Substring) {
    let fence = first.prefix { $0 == first.first }
    place += 1
    var code: [Substring] = []
    while let line {
      place += 1
      let text = line.drop { $0 == " " }
      if text.hasPrefix(fence), text.allSatisfy({ $0 == fence.first || $0 == " " }) { break }
      code.append(line)
    }
    html += "<pre><code>\(HTMLText.escaped(code.joined(separator: "\n")))</code></pre>\n"
  }

  private var isTable: Bool {
    guard let line, line.hasPrefix("|"), place + 1 < lines.count else { return false }
    let rule = lines[place + 1]
    return rule.hasPrefix("|") && rule.contains("-") && rule.allSatisfy { "|:- ".contains($0) }
  }

  /// A table whose columns can be sorted; a number is in a cell that stands to the right.
  private mutating func writeTable() {
    let header = Self.cells(lines[place])
    let isRight = Self.cells(lines[place + 1]).map { $0.hasSuffix(":") && !$0.hasPrefix(":") }
    place += 2
    func cell(_ text: Substring, _ index: Int, _ tag: String) -> String {
      let side = index < isRight.count && isRight[index] ? " class=\"n\"" : ""
      let inner = HTMLText.inline(text)
      return tag == "th"
        ? "<th\(side) aria-sort=\"none\"><button type=\"button\">\(inner)</button></th>"
        : "<td\(side)>\(inner)</td>"
    }
    html += "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>"
    html += header.enumerated().map { cell($1, $0, "th") }.joined()
    html += "</tr></thead><tbody>\n"
    while let line, line.hasPrefix("|") {
      place += 1
      html += "<tr>\(Self.cells(line).enumerated().map { cell($1, $0, "td") }.joined())</tr>\n"
    }
    html += "</tbody></table></div>\n"
  }

  /// The cells of a line: a bar behind a backslash ends none.
  private static func cells(_ line: Substring) -> [Substring] {
    var cells: [Substring] = []
    var start = line.index(after: line.startIndex)
    var index = start
    while index < line.endIndex {
      if line[index] == "\\" {
        index = line.index(index, offsetBy: 2, limitedBy: line.endIndex) ?? line.endIndex
        continue
      }
      if line[index] == "|" {
        cells.append(line[start..<index])
        start = line.index(after: index)
      }
      index = line.index(after: index)
    }
    return cells.map { cell in
      let left = cell.drop { $0 == " " }
      return left[..<(left.lastIndex { $0 != " " }.map(left.index(after:)) ?? left.startIndex)]
    }
  }

  /// What follows the mark of an item of a list, and whether it is numbered.
  private static func bullet(_ text: Substring) -> (text: Substring, isNumbered: Bool)? {
    if let mark = text.first, "-*+".contains(mark), text.dropFirst().first == " " {
      return (text.dropFirst(2), false)
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    guard !digits.isEmpty, digits.count < 10, let mark = rest.first, mark == "." || mark == ")",
      rest.dropFirst().first == " "
    else { return nil }
    return (rest.dropFirst(2), true)
  }

  /// A list of one level; what is deeper becomes an item of it.
  private mutating func writeList() {
    let isNumbered = line.flatMap { Self.bullet($0.drop { $0 == " " }) }?.isNumbered ?? false
    let tag = isNumbered ? "ol" : "ul"
    html += "<\(tag)>\n"
    while let line, let item = Self.bullet(line.drop { $0 == " " }) {
      place += 1
      var words = [String(item.text)]
      while let next = self.line, next.hasPrefix("  "),
        Self.bullet(next.drop { $0 == " " }) == nil
      {
        words.append(String(next.drop { $0 == " " }))
        place += 1
      }
      html += "<li>\(HTMLText.inline(words.joined(separator: "\n")[...]))</li>\n"
    }
    html += "</\(tag)>\n"
  }

  private mutating func writeQuote() {
    var inner: [Substring] = []
    while let line, line.drop(while: { $0 == " " }).hasPrefix(">") {
      let text = line.drop { $0 == " " }.dropFirst()
      inner.append(text.hasPrefix(" ") ? text.dropFirst() : text)
      place += 1
    }
    // One level: what is quoted within is text.
    html +=
      "<blockquote><p>\(HTMLText.inline(inner.joined(separator: "\n")[...]))</p></blockquote>\n"
  }

  private mutating func writeParagraph() {
    var words: [Substring] = []
    while let line, !line.allSatisfy({ $0 == " " }) {
      let text = line.drop { $0 == " " }
      let isOther = text.hasPrefix("```") || text.hasPrefix("# ") || Self.bullet(text) != nil
      if !words.isEmpty, isOther { break }
      words.append(text)
      place += 1
    }
    html += "<p>\(HTMLText.inline(words.joined(separator: "\n")[...]))</p>\n"
  }
}
