import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Pipeline
import Runner
import Specification

/// The best of settings that can be compared, what it leads by, and how sure that is.
struct RankedFindings {
  private let study: Study
  private let ranking: Ranking
  private let metric: Metric
  private let group: String
  private let seeds: Int

  /// Reads a ranking; `group` begins the sentence where there are several.
  init(_ study: Study, _ ranking: Ranking, _ metric: Metric, group: String) {
    self.study = study
    self.ranking = ranking
    self.metric = metric
    self.group = group
    seeds = study.plan.sweep.seeds.count
  }

  /// The sentences, those that there is something to say for.
  var sentences: [String?] { [best, others, selection, caution] }

  private var results: SweepResults { study.results }
  private var name: String { Markdown.escaped(metric.title) }

  private var best: String? {
    guard let best = ranking.best else { return "No trial gave a result." }
    let value = "\(value(best))\(spread(best))"
    if results.rows.count == 1 { return "The \(name) is \(value)." }
    let the = group.isEmpty ? "The" : "\(group)the"
    let side = metric.better == .lower ? "lowest" : "highest"
    let winners = ranking.winners
    if winners.count > 1 {
      return winners.count == ranking.order.count
        ? "\(group.isEmpty ? "All" : "\(group)all") settings came to the same \(name), \(value)."
        : "\(the) \(side) \(name), \(value), is shared by "
          + Findings.list(winners.map(study.named)) + "."
    }
    let ties = ranking.ties(with: best)
    let tied = ties.isEmpty ? "" : "; the same mean has \(Findings.list(ties.map(study.named)))"
    return "\(the) \(side) \(name), \(value), is that of \(study.named(best))\(tied)."
  }

  /// What stands behind the number of a row: the seeds, or the images where seeds say nothing of chance,
  /// because there is one or they all gave the same.
  private func spread(_ row: Int) -> String {
    guard let summary = ranking.summary(of: row) else { return "" }
    let count = summary.count < seeds ? "\(summary.count) of \(seeds)" : "\(seeds)"
    guard summary.count > 1, let deviation = summary.deviation, deviation > 0 else {
      let isFixed = results.rows[row].drawsNothing
      let runs =
        isFixed
        ? "nothing is drawn, so that one run says all"
        : summary.count > 1 ? "the same with \(count) seeds" : "one run"
      guard let images = results.rows[row].images[metric],
        let share = Proportion(share: summary.mean, trials: images)
      else { return isFixed || summary.count > 1 ? " (\(runs))" : "" }
      return " (\(runs); 95 % interval \(ends(share.interval())) by Wilson, from "
        + "\(ArchitectureListing.grouped(images)) images)"
    }
    // Two seeds give an interval that is wider than the numbers can be.
    let isTold = summary.count >= Ranking.fewestSeeds
    let interval = (isTold ? summary.interval(of: metric) : nil).map {
      "; 95 % interval \(ends($0))"
    }
    return " (mean ± sample deviation over \(count) seeds\(interval ?? ""))"
  }

  private func ends(_ interval: ClosedRange<Double>) -> String {
    "\(Decimal.text(interval.lowerBound, digits: metric.digits)) to "
      + Decimal.text(interval.upperBound, digits: metric.digits)
  }

  /// The lead over the baseline and the runner-up.
  private var others: String? {
    guard let best = ranking.best, let runnerUp = ranking.runnerUp,
      let second = ranking.leads[runnerUp]
    else { return nil }
    var clauses: [String] = []
    let isBaselineBest = ranking.winners.contains(ranking.baseline)
    if !isBaselineBest, runnerUp != ranking.baseline,
      let lead = ranking.leads[ranking.baseline]
    {
      clauses.append(clause("the baseline", ranking.baseline, lead))
    }
    if !ranking.ties(with: best).contains(runnerUp) {
      let role =
        runnerUp == ranking.baseline ? "the baseline and runner-up" : "the runner-up"
      let ties = ranking.ties(with: runnerUp)
      let tied =
        ties.isEmpty
        ? ""
        : " (\(Findings.list(ties.map(study.named))) \(ties.count == 1 ? "has" : "have") "
          + "the same mean)"
      clauses.append(clause(role, runnerUp, second) + tied)
    }
    guard !clauses.isEmpty else { return nil }
    let subject =
      isBaselineBest
      ? best == ranking.baseline
        ? "This is the baseline; it leads" : "It equals the baseline and leads"
      : "It leads"
    return "\(subject) \(clauses.joined(separator: ", and "))."
  }

  private func clause(_ role: String, _ row: Int, _ lead: Ranking.Lead) -> String {
    let isNamedSo = study.isCalledBaseline(row)
    let who = isNamedSo ? study.named(row) : "\(role), \(study.named(row))"
    let comma = isNamedSo ? "" : ","
    return "\(who) (\(value(row)))\(comma) by "
      + "\(Decimal.text(lead.difference, digits: metric.digits))\(chance(lead))"
  }

  private func chance(_ lead: Ranking.Lead) -> String {
    guard let probability = lead.probability else {
      switch lead.test {
      case .seeds: return ", by the same amount with every seed"
      case .images, nil:
        let isDrawn = ranking.order.contains { !results.rows[$0].drawsNothing }
        return isDrawn && seeds >= Ranking.fewestSeeds
          ? ", with too few seeds in common to tell from chance" : ""
      }
    }
    let p = probability < 0.001 ? "p < 0.001" : "p = \(Decimal.text(probability, digits: 3))"
    let tests = ranking.leads.count
    let corrected = tests > 1 ? ", Holm's correction for \(tests) leads" : ""
    switch lead.test {
    case .images:
      return lead.isClear
        ? ", more than the choice of images explains (McNemar's test, \(p)\(corrected))"
        : ", which the choice of images may explain (McNemar's test, \(p)\(corrected))"
    default:
      return lead.isClear
        ? ", more than the seeds alone explain (\(p)\(corrected))"
        : ", which the seeds alone may explain (\(p)\(corrected))"
    }
  }

  /// The best of several numbers on the images that choose it is too good for others.
  private var selection: String? {
    let split = study.plan.sweep.rows[0].experiment.evaluation.split
    if metric.declaration == Metric.selection.name { return chosen(for: split) }
    guard ranking.order.count > 2, metric.images == .scored, let best = ranking.best,
      ranking.winners.count < ranking.order.count
    else { return nil }
    return "\(study.bold(best)) is the best of \(ranking.order.count) settings on the very "
      + "\(split.words) images that choose it, so that others are likely to give a little less."
      .replacing("less", with: metric.better == .lower ? "more" : "less")
  }

  /// What the chosen setting came to on the images that had no part in the choice.
  private func chosen(for split: SplitName) -> String? {
    let found = [Metric.accuracy, .classifierAccuracy].first { results.metrics.contains($0) }
    guard let best = ranking.best, let scored = found,
      let ranking = study.rankings(of: scored).first(where: { $0.order.contains(best) })
    else { return nil }
    let told = RankedFindings(study, ranking, scored, group: "")
    return "On the \(split.words) images, which had no part in the choice, \(study.bold(best)) has "
      + "\(Markdown.escaped(scored.title)) \(told.value(best))\(told.spread(best))."
  }

  private var caution: String? {
    let isDrawn = ranking.order.contains { !results.rows[$0].drawsNothing }
    guard ranking.runnerUp != nil, isDrawn, seeds < Ranking.fewestSeeds else { return nil }
    let few = seeds == 1 ? "a single seed" : "\(seeds) seeds"
    return "With \(few) nothing can be said about how much of this is chance of the seed."
  }

  private func value(_ row: Int) -> String {
    guard let summary = ranking.summary(of: row) else { return "–" }
    let deviation = summary.deviation.map { " ± " + Decimal.text($0, digits: metric.digits) }
    return Decimal.text(summary.mean, digits: metric.digits) + (deviation ?? "")
  }
}
