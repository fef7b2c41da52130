import Clustering
import Experiments
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
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

/// The metrics that people read first; `table.csv` has all of them.
enum TableMetrics {
  /// The metrics of the printed table, in the order of the results.
  static func chosen(from results: SweepResults, _ sweep: ExpandedSweep) -> [Metric] {
    let isAbsolute = sweep.rows.contains { $0.experiment.training.loss?.kind == "l1" }
    let chosen = results.metrics.filter { metric in
      isPrinted(metric, beside: results.metrics)
        && (isAbsolute || metric.declaration != Metric.absoluteError.name)
    }
    if !chosen.isEmpty { return chosen }
    let secondary = results.metrics.filter { $0.better != .neither }
    return secondary.isEmpty ? results.metrics : secondary
  }

  /// The metrics of pivoted tables: what rows are ranked by, and what else depends on both axes.
  static func chosen(
    for grid: SweepGrid, from results: SweepResults, _ sweep: ExpandedSweep
  ) -> [Metric] {
    let ranked = Ranking.metric(of: results)
    return chosen(from: results, sweep).filter { metric in
      if metric == ranked { return true }
      let isPart = metric.images == .part && ranked?.images == .scored
      let varies = grid.slices.contains { slice in
        slice.members.contains { line in
          Set(line.map { results.values(of: metric, in: results.rows[$0]) }).count > 1
        }
      }
      return !isPart && varies
    }
  }

  private static func isPrinted(_ metric: Metric, beside all: [Metric]) -> Bool {
    let declarations = Set(all.map(\.declaration))
    switch metric.declaration {
    case Metric.classifierAccuracy.name:
      // It is that of the last epoch, which has its own column, unless an earlier one was kept.
      return !all.contains(.finalAccuracy.of("test"))
    case Metric.bestAccuracy.name: return true
    case Metric.reconstruction.name, Metric.absoluteError.name:
      let training = metric.declaration.replacing("SPLIT", with: "train")
      return metric.qualifier == "train" || !all.contains { $0.name == training }
    case Metric.share.name, Metric.silhouette.name, Metric.daviesBouldin.name:
      return !declarations.contains(Metric.accuracy.name)
    case Metric.chosenClusters.name: return true
    // Where density says how many clusters there are, that is a result.
    case Metric.clusters.name: return declarations.contains(Metric.noise.name)
    case Metric.loss.name:
      let isClassified =
        declarations.contains(Metric.finalAccuracy.name)
        || declarations.contains(Metric.accuracy.name)
      return metric.qualifier == "train" && !isClassified
    default: return metric.role == .headline
    }
  }
}
