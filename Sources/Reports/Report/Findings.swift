import Datasets
import Experiments
import Foundation
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
import Runner
import Specification

/// What was found, in plain sentences: the effects of what was swept, then the best setting and what it
/// leads by, as far as settings can be compared.
struct Findings {
  private let study: Study
  private let results: SweepResults
  private let seeds: Int
  private let watched: WatchedLoss

  /// More groups of settings than this are left to the table.
  private static let mostGroups = 3

  /// Reads results.
  init(_ study: Study) {
    self.study = study
    results = study.results
    seeds = study.plan.sweep.seeds.count
    watched = study.plan.trials.first?.watch?.loss ?? .training
  }

  /// The paragraph.
  var text: String {
    if let shares { return shares }
    return
      ([Effects(study)?.sentence] + ranked + ChosenClusterFindings(study).sentences
      + [reconstruction, unequalSeeds, stopped, failures])
      .compactMap { $0 }.joined(separator: " ")
  }

  /// What the leading principal components hold, where that is what was asked.
  private var shares: String? {
    guard results.rows.count == 1, study.ranking.best == nil else { return nil }
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

  /// The best of all settings; where they do not mean the same, of each group within which they do.
  private var ranked: [String?] {
    guard let metric = study.headline else { return ["No trial gave a result."] }
    let name = Markdown.escaped(metric.title)
    guard metric.better != .neither else {
      return ["The settings are not ranked: \(name) has no better side."]
    }
    let rankings = study.rankings(of: metric)
    if rankings.count <= 1 {
      guard let ranking = rankings.first else { return ["No trial gave a result."] }
      return RankedFindings(study, ranking, metric, group: "").sentences
    }
    let difference = study.comparability.difference(of: metric)
    let reason =
      "Not all settings can be compared by \(name), which means something else with \(difference)."
    let groups = rankings.filter { $0.order.count > 1 }
    guard !groups.isEmpty, groups.count <= Self.mostGroups else {
      return [reason + " The table has the numbers."]
    }
    return [reason]
      + groups.flatMap { ranking in
        RankedFindings(study, ranking, metric, group: "Of \(members(ranking)), ").sentences
      }
  }

  private func members(_ ranking: Ranking) -> String {
    let rows = ranking.order.sorted()
    return rows.count > 4
      ? "the \(rows.count) settings like \(study.bold(rows[0]))" : list(rows.map(study.bold))
  }

  /// The best reconstruction, where the ranking is by something else.
  private var reconstruction: String? {
    let metric = Metric.reconstruction.of("train")
    let rankings = study.rankings(of: metric)
    guard study.headline != metric, results.rows.count > 1, rankings.count == 1,
      let best = rankings[0].best, rankings[0].order.count > 1
    else { return nil }
    let winners = rankings[0].winners
    guard winners.count < rankings[0].order.count, let mean = rankings[0].summary(of: best)?.mean
    else { return nil }
    return "The training images are reconstructed best by \(common(winners)) "
      + "(MSE \(Decimal.text(mean, digits: metric.digits)))."
  }

  /// Over which seeds settings are compared, where some did not finish all.
  private var unequalSeeds: String? {
    guard results.rows.count > 1, let shared = study.ranking.seeds, shared.count < seeds,
      results.hasFailures
    else { return nil }
    return shared.isEmpty
      ? "No seed was finished by all settings; each is taken by its own."
      : "Settings are compared over the \(shared.count == 1 ? "seed" : "\(shared.count) seeds") "
        + "that all of them finished (\(list(shared.map(String.init)))); the table has the means over "
        + "all that each finished."
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

  /// A few rows by their names, many by what their labels share.
  private func common(_ rows: [Int]) -> String {
    let labels = rows.map { results.rows[$0].label.components(separatedBy: ", ") }
    guard rows.count > 2, let first = labels.first else { return list(rows.map(study.named)) }
    let shared = first.filter { part in labels.allSatisfy { $0.contains(part) } }
    guard !shared.isEmpty else { return "\(rows.count) of the settings alike" }
    return "**\(Markdown.escaped(shared.joined(separator: ", ")))**"
  }

  private func list(_ names: [String]) -> String { Self.list(names) }

  /// Names with commas and an "and".
  static func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Study {
  /// A row by its label.
  func bold(_ row: Int) -> String { "**\(Markdown.escaped(results.rows[row].label))**" }

  /// Whether a row is called so by the file.
  func isCalledBaseline(_ row: Int) -> Bool {
    results.rows[row].label.lowercased() == "baseline"
  }

  /// A row by its label, with its article where that is "baseline".
  func named(_ row: Int) -> String { (isCalledBaseline(row) ? "the " : "") + bold(row) }
}
