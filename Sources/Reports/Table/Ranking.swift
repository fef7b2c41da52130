import Clustering
import Experiments
import Numerics
import Pipeline
import Specification

/// The rows of a sweep compared by a metric that means the same in all of them.
package struct Ranking: Sendable {
  /// What tells a difference from chance.
  package enum Test: Equatable {
    /// A paired t-test over the seeds that all rows finished.
    case seeds
    /// McNemar's test over the images that both rows judged, one run of each.
    case images
  }

  /// A comparison of two rows.
  package struct Lead: Equatable {
    /// The mean difference in favour of the first row; never negative for the best one.
    package let difference: Double
    /// The 95 % interval of the difference over the seeds; nil without a test over them.
    package let interval: ClosedRange<Double>?
    /// What was tested; nil when there is nothing to tell chance by.
    package let test: Test?
    /// The probability of so large a difference by chance, by Holm's correction for the number of
    /// comparisons; nil without a test.
    package let probability: Double?

    /// Whether chance explains it badly: a probability below 5 %.
    package var isClear: Bool { probability.map { $0 < 0.05 } ?? false }
  }

  /// Fewer seeds than this say nothing: two differences that happen to agree would count as proof.
  static let fewestSeeds = 3

  /// What is compared.
  package let metric: Metric?
  /// The row that others are compared with.
  package let baseline: Int
  /// The rows that have a result and mean the same, the best first.
  package let order: [Int]
  /// The seeds that all of them finished; nil when the rows draw nothing.
  package let seeds: [Int]?
  private let results: SweepResults
  private let rightImages: [Int: [Bool]]

  /// What rows are ranked by: the first metric that has a better side and tells rows apart, headlines
  /// before diagnostics, those on the images that are scored before those on the training images.
  static func metric(of results: SweepResults) -> Metric? {
    let candidates = candidates(of: results)
    let distinguishing = candidates.first { metric in
      Set(results.rows.map { results.values(of: metric, in: $0) }.filter { !$0.isEmpty }).count > 1
    }
    return distinguishing ?? candidates.first ?? results.metrics.first
  }

  /// What rows can be ranked by, the first choice first.
  static func candidates(of results: SweepResults) -> [Metric] {
    let choosing = results.metrics.filter { $0.declaration == Metric.selection.name }
    let directed = results.metrics.filter { $0.better != .neither && $0.images != .part }
    let ordered =
      directed.filter { $0.qualifier != "train" } + directed.filter { $0.qualifier == "train" }
    return choosing + ordered.filter { $0.role == .headline }
      + ordered.filter { $0.role == .diagnostic }
  }

  /// Ranks rows by a metric.
  ///
  /// - Parameters:
  ///   - results: the sweep.
  ///   - metric: what is compared.
  ///   - baseline: the label of the row that others are compared with.
  ///   - rows: the rows in which the metric means the same; nil: all.
  ///   - rightImages: of rows with one run, which images it got right.
  package init(
    _ results: SweepResults, by metric: Metric?, baseline: String? = nil, among rows: [Int]? = nil,
    rightImages: [Int: [Bool]] = [:]
  ) {
    self.results = results
    self.metric = metric
    self.rightImages = rightImages
    self.baseline = results.rows.firstIndex { $0.label == baseline } ?? 0
    guard let metric, metric.better != .neither else {
      (order, seeds) = ([], nil)
      return
    }
    let scored = (rows ?? Array(results.rows.indices)).filter {
      !Self.values(of: metric, results.rows[$0]).isEmpty
    }
    let seeds = Self.common(scored.map { results.rows[$0] }, metric)
    self.seeds = seeds
    let sign: Double = metric.better == .lower ? -1 : 1
    let means = scored.map { row in
      (row, sign * (Self.mean(of: metric, results.rows[row], seeds) ?? -.infinity))
    }
    order = Self.sorted(means.filter { $0.1.isFinite })
  }

  /// The rows by their means, the largest first. Means that differ by rounding only are ties, in which
  /// the earlier row comes first.
  private static func sorted(_ means: [(row: Int, mean: Double)]) -> [Int] {
    let sorted = means.sorted { ($1.mean, $0.row) < ($0.mean, $1.row) }
    var groups: [[(row: Int, mean: Double)]] = []
    for entry in sorted {
      if let last = groups.last?.last, isTie(last.mean, entry.mean) {
        groups[groups.count - 1].append(entry)
      } else {
        groups.append([entry])
      }
    }
    return groups.flatMap { $0.map(\.row).sorted() }
  }

  private static func isTie(_ left: Double, _ right: Double) -> Bool {
    abs(left - right) <= 1e-12 * max(abs(left), abs(right))
  }

  /// The seeds that all rows finished which draw anything; nil when none does.
  private static func common(_ rows: [SweepResults.Row], _ metric: Metric) -> [Int]? {
    let drawn = rows.filter { !$0.drawsNothing }.map { Set(values(of: metric, $0).keys) }
    guard let first = drawn.first else { return nil }
    return drawn.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
  }

  /// The mean over the seeds that rows share; over its own where they share none.
  private static func mean(of metric: Metric, _ row: SweepResults.Row, _ seeds: [Int]?) -> Double? {
    let all = values(of: metric, row)
    let shared = (seeds ?? []).compactMap { all[$0] }
    let own = all.sorted { $0.key < $1.key }.map(\.value)
    if row.drawsNothing { return own.first }
    return SampleSummary(shared.isEmpty ? own : shared)?.mean
  }

  private static func values(of metric: Metric, _ row: SweepResults.Row) -> [Int: Double] {
    let runs = row.runs.filter { $0.failure == nil }
    return Dictionary(
      runs.compactMap { run in run.metrics[metric].map { (run.seed, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  private func values(_ row: Int) -> [Int: Double] {
    metric.map { Self.values(of: $0, results.rows[row]) } ?? [:]
  }

  /// What a row came to over the seeds that the comparison uses.
  package func summary(of row: Int) -> SampleSummary? {
    let all = values(row)
    if results.rows[row].drawsNothing { return SampleSummary(Array(all.values.prefix(1))) }
    let shared = (seeds ?? []).compactMap { all[$0] }
    return SampleSummary(shared.isEmpty ? all.sorted { $0.key < $1.key }.map(\.value) : shared)
  }
}

extension Ranking {
  /// The best row.
  package var best: Int? { order.first }

  /// The rows whose numbers are those of the best one, seed by seed: the same network, say.
  var winners: [Int] {
    guard let best else { return [] }
    let highest = values(best)
    return order.filter { values($0) == highest }
  }

  /// The best row of those that differ from the best.
  package var runnerUp: Int? {
    let winners = Set(winners)
    return order.first { !winners.contains($0) }
  }

  /// The other rows whose mean is that of a row although their numbers differ.
  package func ties(with row: Int) -> [Int] {
    guard let mean = summary(of: row)?.mean else { return [] }
    return order.filter { other in
      other != row && values(other) != values(row)
        && summary(of: other).map { Self.isTie($0.mean, mean) } ?? false
    }
  }

  /// How far the best row leads each of the rows that differ from it.
  package var leads: [Int: Lead] {
    guard let best else { return [:] }
    let winners = Set(winners)
    return leads(of: best, over: order.filter { !winners.contains($0) })
  }

  /// How far each row leads the baseline; negative where it is behind.
  package var differencesToBaseline: [Int: Lead] {
    guard order.contains(baseline) else { return [:] }
    let others = order.filter { $0 != baseline }
    return leads(of: baseline, over: others).mapValues { lead in
      Lead(
        difference: -lead.difference,
        interval: lead.interval.map { -$0.upperBound...(-$0.lowerBound) }, test: lead.test,
        probability: lead.probability)
    }
  }

  /// Whether the best row differs from all others by more than chance; true where the sweep has nothing
  /// to tell chance by, false where it lost too many seeds to tell.
  package var isClear: Bool {
    guard best != nil else { return false }
    let leads = leads.values
    guard leads.allSatisfy({ $0.test == nil }) else { return leads.allSatisfy(\.isClear) }
    return results.rows.allSatisfy { $0.drawsNothing || $0.runs.count < Self.fewestSeeds }
  }

  private func leads(of row: Int, over others: [Int]) -> [Int: Lead] {
    let raw = others.map { compare(row, $0) }
    let corrected = HolmCorrection.corrected(raw.map(\.probability))
    return Dictionary(
      uniqueKeysWithValues: others.indices.map { index in
        let lead = raw[index]
        return (
          others[index],
          Lead(
            difference: lead.difference, interval: lead.interval, test: lead.test,
            probability: corrected[index])
        )
      })
  }

  /// The lead of one row over another, its probability not corrected.
  private func compare(_ first: Int, _ second: Int) -> Lead {
    let sign: Double = metric?.better == .lower ? -1 : 1
    let means = [first, second].map { summary(of: $0)?.mean ?? .nan }
    let difference = sign * (means[0] - means[1])
    let rows = [first, second].map { results.rows[$0] }
    if rows.contains(where: { !$0.drawsNothing }), let seeds, seeds.count >= Self.fewestSeeds {
      let sides = [first, second].map { row -> [Double] in
        let all = values(row)
        return seeds.compactMap { results.rows[row].drawsNothing ? all.values.first : all[$0] }
      }
      let differences = zip(sides[0], sides[1]).map { sign * ($0 - $1) }
      let summary = SampleSummary(differences)
      return Lead(
        difference: difference, interval: summary?.interval(), test: .seeds,
        probability: summary?.probabilityOfZeroMean(blur: blur(first)))
    }
    guard let left = rightImages[first], let right = rightImages[second], left.count == right.count
    else { return Lead(difference: difference, interval: nil, test: nil, probability: nil) }
    let only = zip(left, right).reduce(into: (first: 0, second: 0)) { counts, pair in
      if pair.0, !pair.1 { counts.first += 1 }
      if pair.1, !pair.0 { counts.second += 1 }
    }
    return Lead(
      difference: difference, interval: nil, test: .images,
      probability: McNemar.probability(only.first, only.second))
  }

  /// The variance that counting whole images leaves in a difference of two shares of them: without it
  /// seeds that happen to agree to the image would count as infinitely sure.
  private func blur(_ row: Int) -> Double {
    guard let metric, let images = results.rows[row].images[metric], images > 0 else { return 0 }
    return 1 / (6 * Double(images) * Double(images))
  }
}
