import Datasets
import Experiments
import Runner
import Specification

/// Gathers the numbers of a sweep from the artefacts of its stages.
public struct ResultsCollector {
  let plan: SweepPlan
  let artefact: (StageKey, String) throws -> JSON
  let notes: (StageKey) throws -> [Note]
  let failure: (StageKey) -> String?

  /// Prepares to gather.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - artefact: reads a JSON file of a stage.
  ///   - notes: what a stage that has an artefact found odd.
  ///   - failure: why a stage has no artefact; nil for one that has.
  public init(
    _ plan: SweepPlan, artefact: @escaping (StageKey, String) throws -> JSON,
    notes: @escaping (StageKey) throws -> [Note] = { _ in [] },
    failure: @escaping (StageKey) -> String?
  ) {
    self.plan = plan
    self.artefact = artefact
    self.notes = notes
    self.failure = failure
  }

  /// The results; a row that a search stopped has no runs, a trial whose stages failed is a run
  /// without metrics, with the reason.
  ///
  /// - Parameter stopped: the rows that a search did not train to the end.
  /// - Returns: the results.
  /// - Throws: what reading an artefact throws.
  public func collect(stopped: [SuccessiveHalving.Stopped] = []) throws -> SweepResults {
    var rows = plan.sweep.rows.map {
      SweepResults.Row(label: $0.label, values: $0.values, runs: [])
    }
    for row in stopped { rows[row.row].stopped = row.reason }
    for trial in plan.trials where rows[trial.row].stopped == nil {
      rows[trial.row].runs.append(try run(trial))
    }
    let found = Set(rows.flatMap(\.runs).flatMap(\.metrics.keys))
    return SweepResults(
      name: plan.sweep.file.name, title: plan.sweep.title, axes: plan.sweep.axes,
      metrics: ordered(found), rows: rows,
      notes: ReportedNote.list(try allNotes(rows), of: plan.sweep))
  }

  private func run(_ trial: TrialPlan) throws -> SweepResults.Run {
    if let reason = trial.required.lazy.compactMap({ failure($0) }).first {
      return SweepResults.Run(
        seed: trial.seed, failure: PathText.shortened(reason), metrics: [:],
        stages: trial.stageNames)
    }
    var metrics: [Metric: Double] = [:]
    try addScores(trial, &metrics)
    try addTraining(trial, &metrics)
    try addReconstructions(trial, &metrics)
    try addShares(trial, &metrics)
    return SweepResults.Run(
      seed: trial.seed, failure: nil, metrics: metrics, stages: trial.stageNames)
  }

  /// Every number that the scoring and clustering stages report is a metric of that name.
  private func addScores(_ trial: TrialPlan, _ metrics: inout [Metric: Double]) throws {
    for key in [trial.score, trial.classify, trial.cluster].compactMap({ $0 }) {
      for member in try artefact(key, ArtefactFile.report).members ?? [] {
        metrics[Metric(member.name)] = member.value.number
      }
    }
    for key in trial.reduce {
      metrics[.divergence] =
        try artefact(key, ArtefactFile.report)["klDivergence"]?.number
        ?? metrics[.divergence]
    }
  }

  private func addTraining(_ trial: TrialPlan, _ metrics: inout [Metric: Double]) throws {
    guard let key = trial.train else { return }
    let report = try artefact(key, ArtefactFile.report)
    metrics[.parameters] = report["parameters"]?.number
    let curve = try artefact(key, ArtefactFile.curve).elements ?? []
    metrics[.loss(on: .train)] = curve.last?["trainLoss"]?.number
    metrics[.loss(on: .validation)] = curve.last?["validationLoss"]?.number
    let watched = trial.data[.validation] == nil ? SplitName.test : .validation
    for (split, name) in [(SplitName.train, "trainAccuracy"), (watched, "validationAccuracy")] {
      let accuracies = curve.compactMap { $0[name]?.number }
      metrics[.accuracy(on: split, best: true)] = accuracies.max()
      metrics[.accuracy(on: split, best: false)] = accuracies.last
    }
  }

  private func addReconstructions(
    _ trial: TrialPlan, _ metrics: inout [Metric: Double]
  ) throws {
    for (split, key) in trial.reconstruct {
      let report = try artefact(key, ArtefactFile.report)
      metrics[.reconstruction(on: split)] = report["meanSquaredError"]?.number
      metrics[.absoluteError(on: split)] = report["meanAbsoluteError"]?.number
    }
  }

  /// The leading shares of the variance, in percent, where components are shown as images.
  private func addShares(_ trial: TrialPlan, _ metrics: inout [Metric: Double]) throws {
    guard let key = trial.eigenimages, failure(key) == nil else { return }
    let report = try artefact(key, ArtefactFile.report)
    let shares = (report["shares"]?.elements ?? []).compactMap(\.number)
    for index in shares.indices {
      metrics[.share(ofComponent: index + 1)] = 100 * shares[index]
    }
  }

  /// Parts in the order of the dataset, then the order in which a table is read.
  private func ordered(_ found: Set<Metric>) -> [Metric] {
    let parts = plan.partNames.map { Metric.accuracy(on: $0) }
    let leading =
      [Metric.accuracy] + parts + [
        .accuracy(on: .train, best: true), .accuracy(on: .train, best: false),
        .accuracy(on: .test, best: true), .accuracy(on: .test, best: false),
        .accuracy(on: .validation, best: true), .accuracy(on: .validation, best: false),
        .reconstruction(on: .train), .reconstruction(on: .test), .absoluteError(on: .train),
        .absoluteError(on: .test), .mutualInformation, .adjustedRand,
      ]
    return leading.filter(found.contains) + found.subtracting(leading).sorted()
  }
}
