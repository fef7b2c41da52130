import Experiments
import Numerics
import Pipeline
import Specification

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
