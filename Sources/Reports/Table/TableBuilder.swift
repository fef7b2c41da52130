import Experiments
import Numerics
import Pipeline
import Specification

/// Settles the cells of tables from results.
struct TableBuilder {
  private let sweep: ExpandedSweep
  private let results: SweepResults
  private let notes: RowNotes
  private let study: Study

  /// Prepares to build tables.
  init(_ study: Study) {
    self.study = study
    sweep = study.plan.sweep
    results = study.results
    notes = RowNotes(study.results)
  }

  /// One row for each setting, one column for each metric.
  func table(of metrics: [Metric]) -> Table {
    let settings = SettingColumns(sweep)
    let isAlone = results.rows.count == 1 && settings.titles.isEmpty
    let columns =
      (isAlone ? [] : settings.columns)
      + metrics.map { Table.Column(title: $0.title + Self.arrow($0), isNumeric: true) }
    let best = metrics.map { winners(of: $0) }
    let rows = results.rows.indices.map { row in
      Table.Row(
        cells: (isAlone ? [] : settings.texts[row]).map { Table.Cell.text($0) }
          + metrics.indices.map { cell(metrics[$0], row, isBest: best[$0].contains(row)) },
        note: notes.numbers[row])
    }
    return Table(caption: "", columns: columns, rows: rows, notes: notes.texts)
  }

  /// One metric over the two axes of a grid.
  func pivot(_ grid: SweepGrid.Slice, _ metric: Metric) -> Table {
    let corner = "\(grid.rowTitle) ↓, \(grid.columnTitle) →"
    let columns =
      [Table.Column(title: corner, isNumeric: false)]
      + grid.columnNames.map { Table.Column(title: $0, isNumeric: true) }
    let best = winners(of: metric)
    let rows = grid.rowNames.indices.map { index in
      let members = grid.members[index]
      return Table.Row(
        cells: [.text(grid.rowNames[index])]
          + members.map { cell(metric, $0, isBest: best.contains($0)) },
        note: members.lazy.compactMap { notes.numbers[$0] }.first)
    }
    let slice = grid.name.isEmpty ? "" : ", \(grid.name)"
    return Table(
      caption: "\(metric.title)\(slice)", columns: columns, rows: rows, notes: notes.texts)
  }

  private static func arrow(_ metric: Metric) -> String {
    switch metric.better {
    case .higher: " ↑"
    case .lower: " ↓"
    case .neither: ""
    }
  }

  /// The rows whose number is in bold: the best, where it differs from all others by more than
  /// chance, and those that share all its numbers.
  private func winners(of metric: Metric) -> Set<Int> {
    guard results.rows.count > 1 else { return [] }
    let rankings = study.rankings(of: metric).filter { ranking in
      ranking.isClear && ranking.winners.count < ranking.order.count
    }
    return Set(rankings.flatMap(\.winners))
  }

  private func cell(_ metric: Metric, _ row: Int, isBest: Bool) -> Table.Cell {
    let runs = results.rows[row].runs
    if let spread = SampleSummary(results.values(of: metric, in: results.rows[row])) {
      return .value(spread, digits: metric.digits, isBest: isBest)
    }
    if results.rows[row].stopped != nil { return .stopped }
    return runs.allSatisfy { $0.failure != nil } ? .failed : .none
  }
}

/// The notes on rows with failed seeds, and on those that a search stopped, numbered from 1.
struct RowNotes {
  /// The notes.
  let texts: [String]
  /// The number of the note of each row that has one.
  let numbers: [Int: Int]

  /// Gathers what is to be said of all rows.
  init(_ results: SweepResults) {
    var texts: [String] = []
    var numbers: [Int: Int] = [:]
    for (index, row) in results.rows.enumerated() {
      guard let text = row.stopped ?? Self.failures(of: row) else { continue }
      texts.append("\(row.label): \(text).")
      numbers[index] = texts.count
    }
    self.texts = texts
    self.numbers = numbers
  }

  /// Which seeds of a row failed and why; nil when none did.
  private static func failures(of row: SweepResults.Row) -> String? {
    let failed = row.runs.filter { $0.failure != nil }
    guard !failed.isEmpty else { return nil }
    let share =
      row.runs.count == 1
      ? "failed"
      : failed.count == row.runs.count
        ? "all \(row.runs.count) seeds failed"
        : "\(failed.count) of \(row.runs.count) seeds failed"
    return "\(share): \(grouped(failed))"
  }

  /// Reasons in the order met, each with its seeds.
  private static func grouped(_ runs: [SweepResults.Run]) -> String {
    var reasons: [String] = []
    for run in runs {
      let reason = firstLine(run.failure ?? "")
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return reasons.map { reason in
      let seeds = runs.filter { firstLine($0.failure ?? "") == reason }.map { String($0.seed) }
      return "\(reason) (seed \(seeds.joined(separator: ", ")))"
    }.joined(separator: "; ")
  }

  private static func firstLine(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    return line.hasSuffix(".") ? String(line.dropLast()) : line
  }
}
