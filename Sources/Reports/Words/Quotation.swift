import Experiments
import Foundation
import Numerics
import Pipeline
import Specification

/// A number or a name that an author quotes: what stands between `{{` and `}}`.
///
/// `accuracy of "VGG-like"`, `mean accuracy of "VGG-like"`, `difference in accuracy of "VGG-like" to
/// "baseline"`, `seeds of "VGG-like"`, `figure embedding`, `table results`. In a sweep of one row its name
/// may be left out.
enum Quotation: Equatable {
  /// A cell of the table: mean and deviation, or the mean alone.
  case value(Metric, row: Int, isMean: Bool)
  /// The mean of a row less that of another, over the seeds that both finished.
  case difference(Metric, row: Int, other: Int)
  /// How many seeds of a row gave a result.
  case seeds(row: Int)
  /// The number of a figure.
  case figure(FigureKind)
  /// The number of a table.
  case table(TableKind)

  /// Reads a quotation.
  ///
  /// - Throws: `Problem`, without its place, with what is not known and what may have been meant.
  init(_ text: String, in plan: SweepPlan) throws(Problem) {
    let words = text.trimmingWhitespace
    if let name = words.after("figure ") {
      self = .figure(try Self.word(name, "figure"))
      return
    }
    if let name = words.after("table ") {
      self = .table(try Self.word(name, "table"))
      return
    }
    if words == "seeds" || words.hasPrefix("seeds of ") {
      self = .seeds(row: try Self.row(words.after("seeds of "), in: plan))
      return
    }
    if let rest = words.after("difference in ") {
      guard let (name, rows) = rest.splitBeforeRow, let pair = rows.rowNames(" to ") else {
        throw Problem(
          #"a difference is written {{difference in accuracy of "one row" to "another"}}"#)
      }
      self = .difference(
        try Self.metric(name, in: plan), row: try Self.row(pair.0, in: plan),
        other: try Self.row(pair.1, in: plan))
      return
    }
    let mean = words.after("mean ")
    let isMean = mean != nil
    let whole = mean ?? words
    // "share of component 1" is the name of a metric, and no row.
    let isMetric = plan.metrics.contains { $0.name == whole || $0.title == whole }
    let parts = isMetric ? nil : whole.splitBeforeRow
    self = .value(
      try Self.metric(parts?.0 ?? whole, in: plan), row: try Self.row(parts?.1, in: plan),
      isMean: isMean)
  }

  private static func word<Choice: Word>(_ name: String, _ what: String) throws(Problem) -> Choice {
    if let choice = Choice(rawValue: name) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw Problem(
      "there is no \(what) \(Excerpt.quoted(name))\(Spelling.hint(for: name, among: names))")
  }

  /// A metric by its name in files or by its title in tables.
  private static func metric(_ name: String, in plan: SweepPlan) throws(Problem) -> Metric {
    let metrics = plan.metrics
    if let found = metrics.first(where: { $0.name == name || $0.title == name }) { return found }
    let names = metrics.flatMap { $0.name == $0.title ? [$0.name] : [$0.name, $0.title] }
    throw Problem(
      "no trial reports a metric \(Excerpt.quoted(name))\(Spelling.hint(for: name, among: names))")
  }

  /// A row by its label, in quotation marks.
  private static func row(_ name: String?, in plan: SweepPlan) throws(Problem) -> Int {
    let rows = plan.sweep.rows
    guard let name else {
      if rows.count == 1 { return 0 }
      throw Problem(
        "of which row? The sweep has \(rows.count): write of \(Excerpt.quoted(rows[0].label))")
    }
    let label = name.unquoted
    if let row = rows.first(where: { $0.label == label }) { return row.index }
    throw Problem(
      "no row is called \(Excerpt.quoted(label))"
        + Spelling.hint(for: label, among: rows.prefix(20).map(\.label)))
  }
}

extension Quotation {
  /// What stands in its place, plain text.
  ///
  /// - Parameters:
  ///   - results: the numbers.
  ///   - numbers: the numbers of figures and tables.
  /// - Returns: the words.
  func text(_ results: SweepResults, _ numbers: ReportNumbers) -> String {
    switch self {
    case .value(let metric, let row, let isMean):
      guard let summary = SampleSummary(results.values(of: metric, in: results.rows[row])) else {
        return Self.nothing
      }
      let deviation = isMean ? nil : summary.deviation
      return Decimal.text(summary.mean, digits: metric.digits)
        + (deviation.map { " ± \(Decimal.text($0, digits: metric.digits))" } ?? "")
    case .difference(let metric, let row, let other):
      guard let difference = Self.difference(metric, row, other, results) else {
        return Self.nothing
      }
      return (difference > 0 ? "+" : "") + Decimal.text(difference, digits: metric.digits)
    case .seeds(let row): return String(results.rows[row].runs.count { $0.failure == nil })
    case .figure(let kind): return numbers.text(of: kind)
    case .table(let kind): return numbers.text(of: kind)
    }
  }

  /// What is written where there is no number.
  private static let nothing = "(no result)"

  private static func difference(
    _ metric: Metric, _ row: Int, _ other: Int, _ results: SweepResults
  ) -> Double? {
    let sides = [row, other].map { row -> [Int: Double] in
      Dictionary(
        results.rows[row].runs.compactMap { run in
          run.failure == nil ? run.metrics[metric].map { (run.seed, $0) } : nil
        }, uniquingKeysWith: { first, _ in first })
    }
    let shared = sides[0].keys.filter { sides[1][$0] != nil }.sorted()
    let means = sides.map { side in SampleSummary(shared.compactMap { side[$0] })?.mean }
    guard let first = means[0], let second = means[1] else { return nil }
    return first - second
  }
}

/// The numbers of figures and tables, with the words before them.
struct ReportNumbers {
  /// What a figure is called.
  var figureWord: String
  /// What a table is called.
  var tableWord: String
  /// The numbers of the figures of a kind.
  var figures: [FigureKind: [Int]] = [:]
  /// The number of a table.
  var tables: [TableKind: Int] = [:]

  /// How the figures of a kind are referred to.
  func text(of kind: FigureKind) -> String {
    let names = (figures[kind] ?? []).map { "\(figureWord) \($0)" }
    return names.isEmpty ? "(no figure \(kind.rawValue))" : Findings.list(names)
  }

  /// How a table is referred to.
  func text(of kind: TableKind) -> String {
    tables[kind].map { "\(tableWord) \($0)" } ?? "(no table \(kind.rawValue))"
  }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// What follows a beginning.
  fileprivate func after(_ start: String) -> String? {
    hasPrefix(start) ? String(dropFirst(start.count)).trimmingWhitespace : nil
  }

  /// What stands before and after the first occurrence of a word.
  fileprivate func split(at word: String) -> (String, String)? {
    range(of: word).map { (String(self[..<$0.lowerBound]), String(self[$0.upperBound...])) }
  }

  /// What stands before and after the "of" that the name of a row follows.
  fileprivate var splitBeforeRow: (String, String)? {
    for mark in ["\"", "'", "“", "„", "「"] {
      if let (first, second) = split(at: " of " + mark) { return (first, mark + second) }
    }
    return range(of: " of ", options: .backwards).map {
      (String(self[..<$0.lowerBound]), String(self[$0.upperBound...]))
    }
  }

  /// A name without the marks around it.
  fileprivate var unquoted: String {
    let text = trimmingWhitespace
    for (open, close) in [("\"", "\""), ("'", "'"), ("“", "”"), ("„", "“"), ("「", "」")]
    where text.count > 1 && text.hasPrefix(open) && text.hasSuffix(close) {
      return String(text.dropFirst().dropLast())
    }
    return text
  }

  /// Two names with a word between them, which may stand in neither unless that is in quotation marks.
  fileprivate func rowNames(_ word: String) -> (String, String)? {
    for mark in ["\"", "'", "”", "“", "」"] {
      if let (first, second) = split(at: mark + word) { return (first + mark, second) }
    }
    return split(at: word)
  }
}
