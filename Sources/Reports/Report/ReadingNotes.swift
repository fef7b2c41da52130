import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Pipeline
import Runner
import Specification

/// How to read the numbers of a report: below the tables what they are means of and what bold stands for;
/// among the settings what was fitted to what, how clusters are matched to classes, and where their number
/// comes from.
struct ReadingNotes {
  private let study: Study
  private let tables: [Table]

  /// Prepares to explain the tables of a report.
  init(_ study: Study, _ tables: [Table]) {
    self.study = study
    self.tables = tables
  }

  /// What stands below the tables.
  var text: String {
    ([spread, errors] + (study.rows.count > 1 ? [bold] : [])).compactMap { $0 }
      .joined(separator: " ")
  }

  /// What stands among the settings; empty where there is nothing to say.
  var method: String { [fitted, clusters, matching].compactMap { $0 }.joined(separator: " ") }

  private var seeds: Int { study.plan.sweep.seeds.count }
  private var drawing: [Int] {
    study.rows.indices.filter { !study.results.rows[$0].drawsNothing }
  }

  private var spread: String {
    if seeds == 1 { return "One seed, so no deviations." }
    if drawing.isEmpty {
      return
        "Nothing is drawn, so that all \(seeds) seeds are one run, and there are no deviations."
    }
    let rest =
      drawing.count < study.rows.count
      ? " A setting without a deviation draws nothing: its seeds are one run." : ""
    return "Means ± sample standard deviations over \(seeds) seeds.\(rest)"
  }

  private var bold: String {
    let isPivoted = tables.contains { !$0.caption.isEmpty }
    let column = isPivoted ? "" : " in its column"
    let ofColumn = isPivoted ? "" : " of each column"
    let group =
      study.headline.map { study.rankings(of: $0).count > 1 } ?? false
      ? " Only settings that can be compared are." : ""
    if seeds >= Ranking.fewestSeeds, !drawing.isEmpty {
      return "A number is bold where it is better than every other\(column) by more than chance "
        + "explains (paired t-test over the seeds, Holm's correction, 5 %).\(group)"
    }
    let single = drawing.isEmpty ? "one run" : seeds == 1 ? "one seed" : "\(seeds) seeds"
    let shares =
      study.hasImageTests
      ? "; an accuracy only where it leads every other by more than the choice of images explains "
        + "(McNemar's test, Holm's correction, 5 %)" : ""
    return "The best number\(ofColumn) is bold\(shares); how much of its lead is chance cannot be "
      + "told from \(single).\(group)"
  }

  /// What the unit of errors is.
  private var errors: String? {
    let names = ["MSE", "L1"].filter { name in
      tables.contains { table in
        table.caption.contains(name) || table.columns.contains { $0.title.contains(" \(name)") }
      }
    }
    let scales = Set(study.plan.trials.map { words(ofPixelsOf: $0) })
    guard !names.isEmpty, scales.count == 1, let scale = scales.first else { return nil }
    let verb = names.count == 1 ? "is" : "are"
    return "\(names.joined(separator: " and ")) \(verb) per pixel value, pixels "
      + "\(Markdown.escaped(scale))."
  }

  /// What pixels are when they are compared.
  private func words(ofPixelsOf trial: TrialPlan) -> String {
    guard let stored = trial.storedPixels else {
      let scale = study.rows[trial.row].experiment.dataset.scale
      return "scaled to \(SettingText.text(of: scale.json))"
    }
    let ends = [stored.lowerBound, stored.upperBound].map { JSON.number($0).canonical }
    return "as they are stored, from \(ends[0]) to \(ends[1])"
  }

  /// What reductions were fitted to.
  private var fitted: String? {
    let places = study.rows.filter { !$0.experiment.reduction.isEmpty }.map { row -> String in
      let evaluation = row.experiment.evaluation
      guard let fit = evaluation.fit, fit != evaluation.split else {
        return "the \(evaluation.split.words) images themselves"
      }
      return "the \(fit.words) images"
    }
    let kinds = study.rows.flatMap { $0.experiment.reduction }
      .map { type(of: $0.described).title }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard Set(places).count == 1, let place = places.first else { return nil }
    let verb = kinds.count == 1 ? "was" : "were"
    return "\(Findings.list(kinds)) \(verb) fitted to \(place).".capitalizedFirst
  }

  /// How many clusters there are and why.
  private var clusters: String? {
    let rows = study.rows.filter { $0.experiment.clustering != nil }
    let finders = rows.compactMap { $0.experiment.clustering.map { type(of: $0.value) } }
      .filter { $0.findsTheirNumber }.map { $0.title }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard finders.isEmpty else {
      return
        "\(Findings.list(finders)) \(finders.count == 1 ? "finds" : "find") the number of clusters; "
        + "images in none of them are noise, which accuracy and purity count as wrong, silhouette and "
        + "Davies-Bouldin leave out, and the other scores take for one cluster more."
    }
    guard rows.allSatisfy({ $0.experiment.clustering?.value.choice == nil }) else {
      return
        "Where the number of clusters is chosen, every number of the range is tried on the very "
        + "vectors that are clustered, without any label; of equal values the one of fewer clusters "
        + "is taken."
    }
    let isAsked = rows.map { row in
      row.experiment.clustering?.described.json["clusters"]?.integer != nil
    }
    let found = rows.compactMap { row in
      study.results.values(of: .clusters, in: study.results.rows[row.index]).first
    }
    guard Set(isAsked).count == 1, Set(found).count == 1, let count = found.first else {
      return nil
    }
    let number = Decimal.text(count, digits: 0)
    return isAsked[0]
      ? "There are \(number) clusters, as the file says."
      : "There are \(number) clusters, as many as the dataset has classes: the file names no number."
  }

  /// How an accuracy comes about.
  private var matching: String? {
    guard study.results.metrics.contains(.accuracy) else { return nil }
    let split = study.rows[0].experiment.evaluation.split.words
    let parts = study.plan.partNames.filter {
      study.results.metrics.contains(.partAccuracy.of($0))
    }
    let shared =
      parts.isEmpty
      ? ""
      : "; \(Findings.list(parts.map(Markdown.escaped))) share this matching, which knows the labels "
        + "of all"
    return
      "Accuracy matches clusters and classes one to one as is best for it on the \(split) images "
      + "and their labels\(shared)."
  }
}

extension String {
  /// The text as the beginning of a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// By which images trainings were ended, learning rates lowered, weights kept and rows stopped.
struct ChoiceRule {
  /// The rule in sentences; nil where nothing was chosen.
  let text: String?

  /// Looks at what the rows of a plan choose, and by what.
  init(_ plan: SweepPlan) {
    let rows = plan.sweep.rows
    var choices: [String] = []
    if rows.contains(where: { $0.experiment.training.earlyStopping != nil }) {
      choices.append("when training ends and which weights are kept")
    }
    if rows.contains(where: { $0.experiment.training.schedule?.value.followsLoss ?? false }) {
      choices.append("when the learning rate falls")
    }
    if plan.sweep.halving != nil { choices.append("which settings are trained to the end") }
    let chosen = plan.trials.filter { trial in
      plan.sweep.halving != nil || rows[trial.row].experiment.training.choosesByLoss
    }
    let watched = Set(chosen.compactMap { $0.watch?.loss.words }).sorted()
    guard !choices.isEmpty, !watched.isEmpty else {
      text = nil
      return
    }
    let isAnnealed = chosen.contains { $0.watch?.isAnnealed ?? false }
    let beta =
      isAnnealed ? " While beta grows, losses are compared as they are at its full value." : ""
    text =
      "Chosen by \(watched.joined(separator: ", or ")): \(choices.joined(separator: "; "))."
      + " Images that are only scored choose nothing.\(beta)"
  }
}

extension WatchedLoss {
  /// In words.
  var words: String {
    switch self {
    case .validation: "validation images"
    case .training: "the loss of training"
    }
  }
}
