import Experiments
import Numerics
import Pipeline
import Specification

/// A table whose cells are settled and only have to be written down.
struct Table: Equatable {
  /// A column.
  struct Column: Equatable {
    /// Its heading.
    var title: String
    /// Whether it holds numbers, which stand to the right.
    var isNumeric: Bool
  }

  /// A cell.
  enum Cell: Equatable {
    /// Words.
    case text(String)
    /// A mean with its deviation over the seeds, where there are several.
    case value(SampleSummary, digits: Int, isBest: Bool)
    /// No number because every seed failed.
    case failed
    /// No number because a search did not train the row to the end.
    case stopped
    /// No number because the metric does not apply.
    case none
  }

  /// A row.
  struct Row: Equatable {
    /// The cells, one for each column.
    var cells: [Cell]
    /// The number of the note that says which seeds failed, or why the row was stopped.
    var note: Int?
  }

  /// What the table shows, in a sentence.
  var caption: String
  /// The columns.
  var columns: [Column]
  /// The rows.
  var rows: [Row]
  /// What stands below the table: note 1 first.
  var notes: [String] = []
}

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

extension Table {
  /// The table for LaTeX with the package booktabs, with its caption and the name that `\ref` calls
  /// it by, without `tab:`.
  func latex(title: String, label: String) -> String {
    let alignment = columns.map { $0.isNumeric ? "r" : "l" }.joined()
    let header = columns.map { Self.escaped($0.title) }.joined(separator: " & ")
    let body = rows.map { row in
      row.cells.enumerated().map { index, cell in
        Self.latex(cell, note: isNoted(row, index) ? row.note : nil)
      }.joined(separator: " & ") + #" \\"#
    }
    let below = notes.enumerated().map { #"  \par\footnotesize [\#($0 + 1)] \#(Self.escaped($1))"# }
    let name = label.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    let lines =
      [
        #"\begin{table}"#, #"  \centering"#, #"  \caption{\#(Self.escaped(title))}"#,
        #"  \label{tab:\#(name)}"#, #"  \begin{tabular}{\#(alignment)}"#, #"    \toprule"#,
        #"    \#(header) \\"#, #"    \midrule"#,
      ] + body.map { "    " + $0 } + [#"    \bottomrule"#, #"  \end{tabular}"#] + below
      + [#"\end{table}"#]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func latex(_ cell: Cell, note: Int?) -> String {
    let mark = note.map { "\\textsuperscript{\($0)}" } ?? ""
    switch cell {
    case .text(let text): return escaped(text)
    case .failed: return "failed" + mark
    case .stopped: return "stopped" + mark
    case .none: return "--"
    case .value(let spread, let digits, let isBest):
      let mean = Decimal.text(spread.mean, digits: digits)
      let deviation = spread.deviation.map { #" $\pm$ "# + Decimal.text($0, digits: digits) } ?? ""
      return (isBest ? "\\textbf{\(mean)}" : mean) + deviation + mark
    }
  }

  /// A text with LaTeX's own characters written out.
  static func escaped(_ text: String) -> String {
    VisibleText.line(text).map { specials[$0] ?? String($0) }.joined()
  }

  private static let specials: [Character: String] = [
    "\\": #"\textbackslash{}"#, "{": #"\{"#, "}": #"\}"#, "$": #"\$"#, "&": #"\&"#, "#": "\\#",
    "%": #"\%"#, "_": #"\_"#, "^": #"\textasciicircum{}"#, "~": #"\textasciitilde{}"#,
    "<": #"\textless{}"#, ">": #"\textgreater{}"#, "|": #"\textbar{}"#, "–": "--",
    "↑": #"$\uparrow$"#, "↓": #"$\downarrow$"#, "→": #"$\rightarrow$"#, "±": #"$\pm$"#,
  ]
}

/// Every metric of every row as comma-separated values (RFC 4180, lines end in a line feed).
struct ResultsCSV {
  private let sweep: ExpandedSweep
  private let results: SweepResults

  /// Prepares to write results.
  init(_ sweep: ExpandedSweep, _ results: SweepResults) {
    self.sweep = sweep
    self.results = results
  }

  /// The file: the settings, how many seeds gave a result and how many failed, then of each metric
  /// the mean, the sample standard deviation and the ends of the 95 % interval of the mean; a cell
  /// without a number is empty. After a search a column says why a row was stopped.
  var text: String {
    let isSearch = results.rows.contains { $0.stopped != nil }
    let axes = sweep.axes.map(\.path)
    let metrics = results.metrics.flatMap { metric in
      ["", ".deviation", ".low", ".high"].map { metric.name + $0 }
    }
    var header = ["setting"] + axes
    header += ["seeds", "failed"] + metrics
    if isSearch { header.append("stopped") }
    let rows = results.rows.map { row -> [String] in
      let settings = row.values.map { $0 ?? "" }
      let failed = row.runs.count { $0.failure != nil }
      let numbers = results.metrics.flatMap { metric -> [String] in
        let summary = SampleSummary(results.values(of: metric, in: row))
        let interval = summary?.interval(of: metric)
        let digits = metric.digits == 0 ? 0 : metric.digits + 2
        let numbers = [
          summary?.mean, summary?.deviation, interval?.lowerBound, interval?.upperBound,
        ]
        return numbers.map { number -> String in
          guard let number else { return "" }
          return Decimal.text(number, digits: digits)
        }
      }
      var cells = [row.label] + settings
      cells += [String(row.runs.count - failed), String(failed)] + numbers
      if isSearch { cells.append(row.stopped ?? "") }
      return cells
    }
    let lines = ([header] + rows).map { cells -> String in
      cells.map(Self.quoted).joined(separator: ",") + "\n"
    }
    return lines.joined()
  }

  /// A cell; a text that a spreadsheet would compute, as `=1+1`, gets an apostrophe in front.
  private static func quoted(_ cell: String) -> String {
    let line = VisibleText.line(cell)
    let isFormula = line.first.map { "=+-@".contains($0) } ?? false
    let text = isFormula && Double(line) == nil ? "'" + line : line
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
