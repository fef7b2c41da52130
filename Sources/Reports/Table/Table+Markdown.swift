import Numerics
import Pipeline
import Specification

extension Table {
  /// The table as GitHub reads it, padded so that it can be read as plain text too.
  var markdown: String {
    let header = columns.map { Markdown.escaped($0.title) }
    let body = rows.map { row in
      row.cells.enumerated().map { index, cell in
        Self.markdown(cell, note: isNoted(row, index) ? row.note : nil)
      }
    }
    let widths = columns.indices.map { index in
      max(3, ([header] + body).map { $0[index].count }.max() ?? 3)
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, text in
        let space = String(repeating: " ", count: widths[index] - text.count)
        return columns[index].isNumeric ? space + text : text + space
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = columns.enumerated().map { index, column in
      let dashes = String(repeating: "-", count: widths[index] - 1)
      return column.isNumeric ? dashes + ":" : ":" + dashes
    }
    let lines = [line(header), "| " + rule.joined(separator: " | ") + " |"] + body.map(line)
    let below = notes.enumerated().map { "\\[\($0 + 1)\\] \(Markdown.escaped($1))" }
    return (lines + (below.isEmpty ? [] : [""] + [below.joined(separator: "  \n")]))
      .joined(separator: "\n") + "\n"
  }

  /// A note stands at the first number of its row, or at every failed or stopped cell.
  func isNoted(_ row: Row, _ index: Int) -> Bool {
    guard row.note != nil else { return false }
    if row.cells[index] == .failed || row.cells[index] == .stopped { return true }
    let first = row.cells.firstIndex {
      if case .value = $0 { true } else { false }
    }
    return index == first
  }

  private static func markdown(_ cell: Cell, note: Int?) -> String {
    let mark = note.map { " \\[\($0)\\]" } ?? ""
    switch cell {
    case .text(let text): return Markdown.escaped(text)
    case .failed: return "failed" + mark
    case .stopped: return "stopped" + mark
    case .none: return SettingColumns.absent
    case .value(let spread, let digits, let isBest):
      let mean = Decimal.text(spread.mean, digits: digits)
      let deviation = spread.deviation.map { " ± " + Decimal.text($0, digits: digits) } ?? ""
      return (isBest ? "**\(mean)**" : mean) + deviation + mark
    }
  }
}
