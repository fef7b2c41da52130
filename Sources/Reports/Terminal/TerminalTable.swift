import Numerics
import Pipeline
import Runner
import Specification

/// A table on a terminal: aligned, within the width, the best numbers marked with a star and in bold.
struct TerminalTable {
  private let table: Table
  private let style: TerminalStyle

  /// Two spaces between columns.
  private static let gap = 2
  /// A name is cut to no fewer columns than this.
  private static let shortestName = 8

  /// Prepares a table.
  init(_ table: Table, _ style: TerminalStyle) {
    self.table = table
    self.style = style
  }

  /// The lines; without deviations where they do not fit, and of the columns the first that do.
  var lines: [String] {
    let full = texts(withDeviations: true)
    let fits = Self.width(of: widths(full)) <= style.width
    let cells = fits ? full : texts(withDeviations: false)
    var widths = widths(cells)
    let names = table.columns.prefix { !$0.isNumeric }.count
    while Self.width(of: widths) > style.width, widths.count > names + 1 { widths.removeLast() }
    // What is still too wide has long names.
    for index in widths.indices.prefix(max(1, names)).reversed() {
      let excess = Self.width(of: widths) - style.width
      if excess > 0 { widths[index] = max(Self.shortestName, widths[index] - excess) }
    }
    let hidden = table.columns.count - widths.count
    let more = hidden == 1 ? "1 more column" : "\(hidden) more columns"
    let notes = table.notes.enumerated().flatMap { style.wrapped("[\($0 + 1)] \($1)") }
    return header(widths) + rows(cells, widths)
      + (hidden > 0 ? style.wrapped("(\(more) in table.csv)") : []) + notes
  }

  private static func width(of columns: [Int]) -> Int {
    columns.reduce(0, +) + gap * max(0, columns.count - 1)
  }

  private func widths(_ cells: [[String]]) -> [Int] {
    table.columns.indices.map { index in
      let words = Self.words(table.columns[index].title).map(TextWidth.columns)
      return (words + cells.map { TextWidth.columns($0[index]) }).max() ?? 0
    }
  }

  /// What a heading is broken into: an arrow stays with the word before it.
  private static func words(_ title: String) -> [String] {
    title.split(separator: " ").reduce(into: [String]()) { words, word in
      if let last = words.last, word.count == 1, !(word.first?.isLetter ?? true) {
        words[words.count - 1] = "\(last) \(word)"
      } else {
        words.append(String(word))
      }
    }
  }

  /// The headings, broken into lines, the last of them next to the numbers.
  private func header(_ widths: [Int]) -> [String] {
    let broken = widths.enumerated().map { index, width in
      Self.words(table.columns[index].title).reduce(into: [String]()) { lines, word in
        if let last = lines.last, TextWidth.columns("\(last) \(word)") <= width {
          lines[lines.count - 1] = "\(last) \(word)"
        } else {
          lines.append(word)
        }
      }
    }
    let height = broken.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let parts = widths.indices.map { index -> String in
        let own = line - (height - broken[index].count)
        return padded(own >= 0 ? broken[index][own] : "", index, widths[index])
      }
      return style.faint(Self.joined(parts))
    }
  }

  private func rows(_ cells: [[String]], _ widths: [Int]) -> [String] {
    zip(table.rows, cells).map { row, texts in
      let parts = widths.indices.map { index -> String in
        let text = padded(texts[index], index, widths[index])
        if case .value(_, _, true) = row.cells[index] { return style.bold(text) }
        return text
      }
      return Self.joined(parts)
    }
  }

  private static func joined(_ parts: [String]) -> String {
    let line = parts.joined(separator: String(repeating: " ", count: gap))
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  private func padded(_ text: String, _ index: Int, _ width: Int) -> String {
    let shown = TextWidth.cut(text, to: width)
    let space = String(repeating: " ", count: max(0, width - TextWidth.columns(shown)))
    return table.columns[index].isNumeric ? space + shown : shown + space
  }

  private func texts(withDeviations: Bool) -> [[String]] {
    table.rows.map { row in
      row.cells.enumerated().map { index, cell in
        let mark = table.isNoted(row, index) ? row.note.map { " [\($0)]" } ?? "" : ""
        switch cell {
        case .text(let text): return VisibleText.line(text)
        case .failed: return "failed\(mark)"
        case .stopped: return "stopped\(mark)"
        case .none: return SettingColumns.absent
        case .value(let summary, let digits, let isBest):
          let mean = Decimal.text(summary.mean, digits: digits)
          let deviation =
            withDeviations
            ? summary.deviation.map { " ± \(Decimal.text($0, digits: digits))" } ?? "" : ""
          return "\(isBest ? "*" : "")\(mean)\(deviation)\(mark)"
        }
      }
    }
  }
}

/// Lines of words under one another, for a terminal.
public struct ListingTable {
  private let rows: [[String]]

  /// Prepares lines that have as many cells each.
  public init(_ rows: [[String]]) { self.rows = rows }

  /// The lines; where they are too long, the last cells stand below the first.
  public func lines(_ style: TerminalStyle) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { index in
      rows.map { index < $0.count ? TextWidth.columns($0[index]) : 0 }.max() ?? 0
    }
    let isWide = widths.reduce(0, +) + 2 * (count - 1) <= style.width
    return rows.flatMap { cells -> [String] in
      guard isWide else {
        let rest = style.wrapped(cells.dropFirst().joined(separator: ", "))
        return ([cells[0]] + rest.map { "  " + $0 }).map { TextWidth.cut($0, to: style.width) }
      }
      let padded = cells.enumerated().map { index, cell in
        index == cells.count - 1
          ? cell : cell + String(repeating: " ", count: widths[index] - TextWidth.columns(cell))
      }
      return [padded.joined(separator: "  ")]
    }
  }
}

/// What a terminal can show.
public struct TerminalStyle: Sendable, Equatable {
  /// Its columns; of what is no terminal, as many as there are.
  public let width: Int
  /// Whether bold and faint letters are obeyed and welcome.
  public let isStyled: Bool

  /// Describes a terminal.
  public init(width: Int, isStyled: Bool) {
    self.width = max(1, width)
    self.isStyled = isStyled
  }

  /// Lines of text are no longer than this: longer ones are hard to read.
  private static let longestLine = 100

  func bold(_ text: String) -> String { isStyled ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func faint(_ text: String) -> String { isStyled ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// A paragraph broken between words.
  func wrapped(_ text: String) -> [String] {
    let limit = min(width, Self.longestLine)
    var lines = [""]
    for word in VisibleText.line(text).split(separator: " ") {
      let longer = lines[lines.count - 1] + (lines[lines.count - 1].isEmpty ? "" : " ") + word
      if TextWidth.columns(longer) <= limit {
        lines[lines.count - 1] = longer
      } else {
        lines.append(TextWidth.cut(String(word), to: limit))
      }
    }
    return lines.filter { !$0.isEmpty }
  }
}
