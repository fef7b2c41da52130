import Datasets
import Experiments
import Pipeline
import Runner
import Specification

/// What a report is made of: the plan of a sweep, what it came to, and the artefacts it left.
struct Study {
  /// The plan.
  let plan: SweepPlan
  /// The numbers.
  let results: SweepResults
  /// The files of the stages.
  let artefacts: Artefacts

  /// The rows of the sweep as they were expanded.
  var rows: [ExpandedSweep.Row] { plan.sweep.rows }
  /// What the file asks of the report.
  var options: ReportOptions { plan.sweep.report }
  /// The comparison of the rows.
  var ranking: Ranking { Ranking(results, baseline: options.baseline) }

  /// The trial of a row with the first seed that did not fail; nil when all failed or were stopped.
  func trial(of row: Int) -> TrialPlan? { trials(of: row).first }

  /// The trials of a row that did not fail, in the order of the seeds.
  func trials(of row: Int) -> [TrialPlan] {
    let finished = Set(results.rows[row].runs.filter { $0.failure == nil }.map(\.seed))
    return plan.trials(of: row).filter { finished.contains($0.seed) }
  }

  /// The rows that pictures are drawn of: all when there are few, else the baseline and the best.
  func shownRows(atMost limit: Int = 3) -> [Int] {
    let drawable = rows.indices.filter { trial(of: $0) != nil }
    guard drawable.count > limit else { return Array(drawable) }
    let chosen = [ranking.baseline, ranking.best].compactMap { $0 }.filter(drawable.contains)
    return chosen.isEmpty ? Array(drawable.prefix(limit)) : Set(chosen).sorted()
  }

  /// One row of each group that shares a stage, the first, with that stage.
  func distinct(
    _ rows: [Int], by key: (TrialPlan) -> StageKey?
  ) -> [(row: Int, trial: TrialPlan, key: StageKey)] {
    var seen: Set<StageKey> = []
    return rows.compactMap { row in
      guard let trial = trial(of: row), let key = key(trial), seen.insert(key).inserted else {
        return nil
      }
      return (row, trial, key)
    }
  }

  /// What is written above a picture of a row; empty when there is only one.
  func label(of row: Int) -> String { rows.count > 1 ? results.rows[row].label : "" }

  /// What sets a row apart from a few others, its networks say: the values on which these rows
  /// differ. Empty when it is alone.
  func label(of row: Int, among others: [Int]) -> String {
    guard others.count > 1 else { return "" }
    let isNamed = rows[row].setting.name != nil
    if isNamed { return label(of: row) }
    let settings = SettingColumns(plan.sweep)
    let parts = settings.titles.indices.compactMap { column -> String? in
      let texts = others.map { settings.texts[$0][column] }
      let text = settings.texts[row][column]
      guard Set(texts).count > 1, text != SettingColumns.absent else { return nil }
      return Double(text) == nil ? text : "\(settings.titles[column]) \(text)"
    }
    return parts.isEmpty ? label(of: row) : parts.joined(separator: ", ")
  }

  /// Says which seed a picture shows, where there are several.
  func seedNote(of row: Int) -> String { seedNote(of: [row]) }

  /// Says which seed a picture of several rows shows: of each, where a failed seed makes a
  /// difference.
  func seedNote(of rows: [Int]) -> String {
    let seeds = rows.compactMap { trial(of: $0)?.seed }
    guard plan.sweep.seeds.count > 1, seeds.count == rows.count, let first = seeds.first else {
      return ""
    }
    if seeds.allSatisfy({ $0 == first }) { return " Seed \(first) is shown." }
    let parts = zip(rows, seeds).map { "\(label(of: $0)) seed \($1)" }
    return " Shown are \(parts.joined(separator: "; "))."
  }
}
