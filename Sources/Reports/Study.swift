import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Pipeline
import Runner
import Specification
import Synchronization

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
  /// Of rows with one run, which images each got right, by the metric that counts them.
  private(set) var rightImages: [Metric: [Int: [Bool]]] = [:]
  /// What was compared already.
  private var memory = Memory()

  /// Comparisons of thousands of rows, which many parts of a report ask for, made once.
  private final class Memory: Sendable {
    let groups = Mutex<[Metric: [[Int]]]>([:])
    let rankings = Mutex<[Metric: [Ranking]]>([:])
    let headline = Mutex<Metric??>(nil)
  }

  /// Gathers what a report is made of.
  init(plan: SweepPlan, results: SweepResults, artefacts: Artefacts) {
    self.plan = plan
    self.results = results
    self.artefacts = artefacts
  }

  /// In which rows a metric means the same.
  var comparability: Comparability { Comparability(plan, results) }

  /// What rows are ranked by: the first metric by which any two of them can be told apart; where none tells
  /// them apart, the first of all.
  var headline: Metric? {
    if let known = memory.headline.withLock({ $0 }) { return known }
    let found = findHeadline()
    memory.headline.withLock { $0 = .some(found) }
    return found
  }

  private func findHeadline() -> Metric? {
    let usual = Ranking.metric(of: results)
    let telling = Ranking.candidates(of: results).first { metric in
      groups(of: metric).contains { group in
        Set(group.map { results.values(of: metric, in: results.rows[$0]) }).count > 1
      }
    }
    return telling ?? Ranking.candidates(of: results).first ?? usual
  }

  /// The comparisons of the rows by a metric: one for each group in which it means the same.
  func rankings(of metric: Metric) -> [Ranking] {
    if let known = memory.rankings.withLock({ $0[metric] }) { return known }
    let rankings = groups(of: metric).map { rows in
      Ranking(
        results, by: metric, baseline: options.baseline, among: rows,
        rightImages: rightImages[metric] ?? [:])
    }
    memory.rankings.withLock { $0[metric] = rankings }
    return rankings
  }

  private func groups(of metric: Metric) -> [[Int]] {
    if let known = memory.groups.withLock({ $0[metric] }) { return known }
    let groups = comparability.groups(of: metric)
    memory.groups.withLock { $0[metric] = groups }
    return groups
  }

  /// The comparison of the rows by what matters most; of several groups that of the largest.
  var ranking: Ranking {
    let rankings = headline.map { self.rankings(of: $0) } ?? []
    let largest = rankings.max { left, right in
      // The first of the largest.
      (left.order.count, right.order.first ?? 0) < (right.order.count, left.order.first ?? 0)
    }
    return largest ?? Ranking(results, by: headline, baseline: options.baseline)
  }

  /// Whether single runs are compared image by image.
  var hasImageTests: Bool { rightImages.values.contains { $0.count > 1 } }

  /// More rows than this are not compared image by image.
  private static let mostImageTests = 200

  /// Reads which images single runs got right: with too few seeds for a test over them, and where
  /// nothing is drawn.
  ///
  /// - Throws: `DamagedArtefact`, for what is damaged can be computed again.
  mutating func readPredictions() throws {
    // Rankings compare by what is read here.
    defer { memory = Memory() }
    guard rows.count > 1, rows.count <= Self.mostImageTests else { return }
    let isSingle = plan.sweep.seeds.count < Ranking.fewestSeeds
    for row in rows.indices where isSingle || results.rows[row].drawsNothing {
      guard let trial = trial(of: row), trial.hasLabels,
        let data = trial.data[rows[row].experiment.evaluation.split]
      else { continue }
      for (metric, judge) in [
        (Metric.accuracy, trial.score), (.classifierAccuracy, trial.classify),
      ] {
        guard let judge else { continue }
        do {
          let truth = try artefacts.integers(data, ArtefactFile.labels)
          let predicted = try artefacts.integers(judge, ArtefactFile.predicted)
          rightImages[metric, default: [:]][row] = zip(truth, predicted).map { $0 == $1 }
        } catch let damage as DamagedArtefact {
          throw damage
        } catch {
          // What is not stored is not compared: the report says by which test it compares.
          continue
        }
      }
    }
  }

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

/// The files that stages left, read by stage and name.
struct Artefacts {
  /// The path of a file of a stage, verified.
  let path: (StageKey, String) throws -> String

  /// A matrix `[n, d]`.
  func matrix(_ key: StageKey, _ file: String) throws -> Matrix<Float> {
    try StoredFile.matrix(at: path(key, file))
  }

  /// Integers `[n]`.
  func integers(_ key: StageKey, _ file: String) throws -> [Int] {
    try StoredFile.integers(at: path(key, file))
  }

  /// What a stage reports.
  func read<Content>(_ file: ReportFile<Content>, of key: StageKey) throws -> Content {
    try file.content(at: path(key, file.name))
  }
}
