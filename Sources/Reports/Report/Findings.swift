import Datasets
import Experiments
import Foundation
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
import Specification

/// What was found, in plain sentences.
struct Findings {
  private let results: SweepResults
  private let ranking: Ranking
  private let seeds: Int
  private let watched: WatchedLoss

  /// Reads results, of trainings that watched some loss.
  init(_ results: SweepResults, _ ranking: Ranking, seeds: Int, watched: WatchedLoss) {
    self.watched = watched
    self.results = results
    self.ranking = ranking
    self.seeds = seeds
  }

  /// The paragraph.
  var text: String {
    if let shares { return shares }
    return [best, others, reconstruction, stopped, failures].compactMap { $0 }
      .joined(separator: " ")
  }

  /// What the leading principal components hold, where that is what was asked.
  private var shares: String? {
    guard results.rows.count == 1, ranking.best == nil else { return nil }
    let values = (1...).lazy.map {
      results.values(of: .share.of(String($0)), in: results.rows[0])
    }
    .prefix { !$0.isEmpty }.compactMap(\.first)
    let shown = Array(values)
    guard !shown.isEmpty else { return nil }
    let list = shown.map { "\(Decimal.text($0, digits: 1)) %" }
    let sum = Decimal.text(shown.reduce(0, +), digits: 1)
    return "The first \(shown.count) principal components hold \(sum) % of the variance: "
      + "\(self.list(list))."
  }

  private var metricName: String { ranking.metric.map { Markdown.escaped($0.title) } ?? "" }

  private var best: String? {
    guard let metric = ranking.metric else { return "No trial gave a result." }
    guard let best = ranking.best else {
      return ranking.order.isEmpty && results.rows.allSatisfy(isFailed)
        ? "No trial gave a result."
        : "The settings are not ranked: \(metricName) has no better side."
    }
    let value = value(of: metric, best)
    let spread = spread(of: metric, best)
    if results.rows.count == 1 {
      return "The \(metricName) is \(value)\(spread)."
    }
    let side = metric.better == .lower ? "lowest" : "highest"
    let winners = ranking.winners
    if winners.count > 1 {
      return winners.count == ranking.order.count
        ? "All settings came to the same \(metricName), \(value)\(spread)."
        : "The \(side) \(metricName), \(value)\(spread), is shared by "
          + list(winners.map(name)) + "."
    }
    return "The \(side) \(metricName), \(value)\(spread), is that of \(name(best))."
  }

  /// What stands behind the mean of a row, with its 95 % interval from three seeds on;
  /// nothing for one seed.
  private func spread(of metric: Metric, _ row: Int) -> String {
    guard seeds > 1 else { return "" }
    let summary = SampleSummary(results.values(of: metric, in: results.rows[row]))
    // Two seeds give an interval that is wider than the numbers can be.
    let isTold = seeds >= Ranking.fewestSeeds
    let interval = (isTold ? summary?.interval() : nil).map { interval in
      // The t-distribution does not know that an accuracy is at most 1.
      let range = metric.unit.range
      let ends = [interval.lowerBound, interval.upperBound].map { end in
        Decimal.text(min(range.upperBound, max(range.lowerBound, end)), digits: metric.digits)
      }
      return "; 95 % interval \(ends[0]) to \(ends[1])"
    }
    return " (mean ± sample deviation over \(seeds) seeds\(interval ?? ""))"
  }

  /// The lead over the baseline and the runner-up.
  private var others: String? {
    guard let metric = ranking.metric, let best = ranking.best, let runnerUp = ranking.runnerUp,
      let second = ranking.leads[runnerUp]
    else { return nil }
    func clause(_ role: String, _ row: Int, _ lead: Ranking.Lead) -> String {
      let isNamedSo = isCalledBaseline(row)
      let who = isNamedSo ? name(row) : "\(role), \(name(row))"
      let comma = isNamedSo ? "" : ","
      return "\(who) (\(value(of: metric, row)))\(comma) by "
        + "\(Decimal.text(lead.difference, digits: metric.digits))\(chance(lead))"
    }
    var clauses: [String] = []
    let isBaselineBest = ranking.winners.contains(ranking.baseline)
    if !isBaselineBest, runnerUp != ranking.baseline, let lead = ranking.leads[ranking.baseline] {
      clauses.append(clause("the baseline", ranking.baseline, lead))
    }
    let role =
      runnerUp == ranking.baseline ? "the baseline and runner-up" : "the runner-up"
    clauses.append(clause(role, runnerUp, second))
    let subject =
      isBaselineBest
      ? best == ranking.baseline
        ? "This is the baseline; it leads" : "It equals the baseline and leads"
      : "It leads"
    let few = seeds == 1 ? "a single seed" : "\(seeds) seeds"
    let caution =
      seeds < Ranking.fewestSeeds
      ? " With \(few) nothing can be said about how much of this is chance." : ""
    return "\(subject) \(clauses.joined(separator: ", and ")).\(caution)"
  }

  private func chance(_ lead: Ranking.Lead) -> String {
    guard let probability = lead.probability else {
      return seeds < Ranking.fewestSeeds ? "" : ", with too few seeds in common to tell from chance"
    }
    let p =
      probability < 0.001 ? "p < 0.001" : "p = \(Decimal.text(probability, digits: 3))"
    return lead.isClear
      ? ", more than the seeds alone explain (\(p))"
      : ", which the seeds alone may explain (\(p))"
  }

  /// The best reconstruction, where the ranking is by something else.
  private var reconstruction: String? {
    let metric = Metric.reconstruction.of("train")
    guard ranking.metric != metric, results.metrics.contains(metric), results.rows.count > 1 else {
      return nil
    }
    let errors = Ranking(results, by: metric)
    guard let best = errors.best, errors.order.count > 1 else { return nil }
    let winners = errors.winners
    let value = value(of: metric, best)
    if winners.count == errors.order.count { return nil }
    return "The training images are reconstructed best by \(common(winners)) (MSE \(value))."
  }

  /// What a search did not train to the end.
  private var stopped: String? {
    let count = results.rows.count { $0.stopped != nil }
    guard count > 0 else { return nil }
    let verb = count == 1 ? "was" : "were"
    return
      "\(count) of \(results.rows.count) settings \(verb) stopped early, by \(watched.words) only; "
      + "the notes below the table say when and why."
  }

  private var failures: String? {
    let runs = results.rows.flatMap(\.runs)
    let failed = runs.count { $0.failure != nil }
    guard failed > 0 else { return nil }
    return "\(failed) of \(runs.count) trials failed; the notes below the table give the reasons."
  }

  private func isFailed(_ row: SweepResults.Row) -> Bool {
    row.runs.allSatisfy { $0.failure != nil }
  }

  private func name(_ row: Int) -> String {
    (isCalledBaseline(row) ? "the " : "") + "**\(Markdown.escaped(results.rows[row].label))**"
  }

  private func isCalledBaseline(_ row: Int) -> Bool {
    results.rows[row].label.lowercased() == "baseline"
  }

  /// A few rows by their names, many by what their labels share.
  private func common(_ rows: [Int]) -> String {
    let labels = rows.map { results.rows[$0].label.components(separatedBy: ", ") }
    guard rows.count > 2, let first = labels.first else { return list(rows.map(name)) }
    let shared = first.filter { part in labels.allSatisfy { $0.contains(part) } }
    guard !shared.isEmpty else { return "\(rows.count) of the settings alike" }
    return "**\(Markdown.escaped(shared.joined(separator: ", ")))**"
  }

  private func value(of metric: Metric, _ row: Int) -> String {
    guard let summary = SampleSummary(results.values(of: metric, in: results.rows[row])) else {
      return "–"
    }
    let deviation = summary.deviation.map { " ± " + Decimal.text($0, digits: metric.digits) }
    return Decimal.text(summary.mean, digits: metric.digits) + (deviation ?? "")
  }

  private func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
