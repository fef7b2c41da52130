import Datasets
import Experiments
import Numerics
import Pipeline
import Specification

/// The rows of a sweep compared by the number that matters most.
struct Ranking {
  /// A comparison of two rows over the seeds they share.
  struct Lead: Equatable {
    /// The mean difference in favour of the better row; never negative for the best one.
    let difference: Double
    /// The probability of so large a mean difference by chance, corrected for the number of
    /// comparisons; nil when there are too few seeds to tell.
    let probability: Double?

    /// Whether chance explains it badly: a probability below 5 %.
    var isClear: Bool { probability.map { $0 < 0.05 } ?? false }
  }

  /// Fewer seeds than this say nothing: two differences that happen to agree would count as proof.
  static let fewestSeeds = 3

  /// What is compared.
  let metric: Metric?
  /// The row that others are compared with.
  let baseline: Int
  /// The rows that have a result, the best first.
  let order: [Int]
  private let results: SweepResults

  /// Ranks the rows of a sweep; `baseline` is the label of the row that others are compared with, the
  /// first when nil.
  init(_ results: SweepResults, baseline: String?) {
    self.init(results, by: Self.metric(of: results), baseline: baseline)
  }

  /// What rows are ranked by: the first metric that has a better side and tells rows apart, headlines
  /// before diagnostics, those on the images that are scored before those on the training images.
  private static func metric(of results: SweepResults) -> Metric? {
    let directed = results.metrics.filter { $0.better != .neither && $0.images != .part }
    let ordered =
      directed.filter { $0.qualifier != "train" } + directed.filter { $0.qualifier == "train" }
    let candidates =
      ordered.filter { $0.role == .headline } + ordered.filter { $0.role == .diagnostic }
    let distinguishing = candidates.first { metric in
      Set(results.rows.map { results.values(of: metric, in: $0) }.filter { !$0.isEmpty }).count > 1
    }
    return distinguishing ?? candidates.first ?? results.metrics.first
  }

  /// Ranks the rows by a metric.
  init(_ results: SweepResults, by metric: Metric?, baseline: String? = nil) {
    self.results = results
    self.metric = metric
    self.baseline = results.rows.firstIndex { $0.label == baseline } ?? 0
    guard let metric, metric.better != .neither else {
      order = []
      return
    }
    let means = results.rows.map { SampleSummary(results.values(of: metric, in: $0))?.mean }
    let sign: Double = metric.better == .lower ? -1 : 1
    let scored = means.indices.filter { means[$0]?.isFinite ?? false }
    order = scored.sorted { left, right in
      let (a, b) = (sign * (means[left] ?? 0), sign * (means[right] ?? 0))
      return a == b ? left < right : a > b
    }
  }

  /// The best row.
  var best: Int? { order.first }

  /// The rows whose numbers are those of the best one, seed by seed: the same network, say.
  var winners: [Int] {
    guard let best else { return [] }
    let highest = values(best)
    return order.filter { values($0) == highest }
  }

  /// The best row of those that differ from the best.
  var runnerUp: Int? {
    let winners = Set(winners)
    return order.first { !winners.contains($0) }
  }

  /// How far the best row leads each of the rows that differ from it.
  var leads: [Int: Lead] {
    guard let best, let metric else { return [:] }
    let winners = Set(winners)
    let others = order.filter { !winners.contains($0) }
    let sign: Double = metric.better == .lower ? -1 : 1
    let differences = others.map { other in
      let theirs = values(other)
      return values(best).filter { theirs[$0.key] != nil }.sorted { $0.key < $1.key }
        .map { sign * ($0.value - (theirs[$0.key] ?? 0)) }
    }
    let probabilities = HolmCorrection.corrected(
      differences.map { values in
        values.count < Self.fewestSeeds ? nil : SampleSummary(values)?.probabilityOfZeroMean
      })
    return Dictionary(
      uniqueKeysWithValues: others.indices.map { index in
        let mean = SampleSummary(differences[index])?.mean ?? 0
        return (others[index], Lead(difference: mean, probability: probabilities[index]))
      })
  }

  /// Whether the best row differs from all others by more than chance; true in a sweep of too few
  /// seeds to tell.
  var isClear: Bool {
    guard best != nil else { return false }
    let canTell = results.rows.contains { $0.runs.count >= Self.fewestSeeds }
    return !canTell || leads.values.allSatisfy(\.isClear)
  }

  private func values(_ row: Int) -> [Int: Double] {
    guard let metric else { return [:] }
    let runs = results.rows[row].runs.filter { $0.failure == nil }
    return Dictionary(
      runs.compactMap { run in run.metrics[metric].map { (run.seed, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}
