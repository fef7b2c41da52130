import Numerics
import Pipeline
import Specification

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
