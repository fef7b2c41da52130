import Clustering
import Datasets
import Experiments
import NeuralNetworks
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
    let shared = addSettings(to: &rows)
    var results = SweepResults(
      name: plan.sweep.file.name, title: plan.sweep.title, axes: plan.sweep.axes,
      metrics: MetricRegistry.ordered(found, qualifiers: plan.partNames), rows: rows,
      notes: ReportedNote.list(try allNotes(rows), of: plan.sweep))
    results.settings = shared
    return results
  }

  /// What of an experiment changes no number.
  private static let silent: Set = [
    "$schema", "title", "question", "seeds", "report", "regression", "slurm",
  ]

  /// Tells each row what sets it apart, and for how many images its shares stand.
  ///
  /// - Returns: the settings that all rows share.
  private func addSettings(to rows: inout [SweepResults.Row]) -> [String: JSON] {
    let fields = Experiment.fields.filter { !Self.silent.contains($0.name) }
    // What no row changes need not be written out for each.
    let changed = Set(plan.sweep.rows.flatMap(\.source.changes))
    func written(_ row: ExpandedSweep.Row, _ isTaken: (String) -> Bool) -> [String: JSON] {
      let members = fields.filter { isTaken($0.name) }.map { field in
        JSON.Member(field.name, field.value(row.experiment))
      }
      guard !members.isEmpty else { return [:] }
      return JSON(.object(members)).leaves.filter { $1 != .null }
    }
    let leaves = plan.sweep.rows.map { row in written(row) { changed.contains($0) } }
    var shared = plan.sweep.rows.first.map { row in written(row) { !changed.contains($0) } } ?? [:]
    let equal = (leaves.first ?? [:]).filter { path, value in
      leaves.allSatisfy { $0[path] == value }
    }
    shared.merge(equal) { _, new in new }
    for index in rows.indices {
      rows[index].settings = leaves[index].filter { shared[$0.key] == nil }
      guard let trial = plan.trials(of: index).first else { continue }
      let split = plan.sweep.rows[index].experiment.evaluation.split
      for metric in Set(rows[index].runs.flatMap(\.metrics.keys))
      where metric.unit == .shareOfImages {
        rows[index].images[metric] = trial.images(of: metric, scored: split)
      }
    }
    return shared
  }

  private func run(_ trial: TrialPlan) throws -> SweepResults.Run {
    if let reason = trial.required.lazy.compactMap({ failure($0) }).first {
      return SweepResults.Run(
        seed: trial.seed, failure: PathText.shortened(reason), metrics: [:],
        stages: trial.stageNames)
    }
    return SweepResults.Run(
      seed: trial.seed, failure: nil, metrics: try metrics(of: trial), stages: trial.stageNames)
  }

  /// Every number that the stages of a trial measured.
  ///
  /// - Throws: `Problem` when two stages measured the same metric.
  private func metrics(of trial: TrialPlan) throws -> [Metric: Double] {
    var metrics: [Metric: Double] = [:]
    for measurement in try measurements(of: trial) where measurement.value.isFinite {
      guard metrics.updateValue(measurement.value, forKey: measurement.metric) == nil else {
        throw Problem("two stages of a trial measured the metric \(measurement.metric.name)")
      }
    }
    return metrics
  }

  private func measurements(of trial: TrialPlan) throws -> [Measurement] {
    func read<Content>(_ file: ReportFile<Content>, of key: StageKey) throws -> Content {
      try file.content(of: artefact(key, file.name))
    }
    var found = try trial.cluster.map { try read(.cluster, of: $0).measurements.list } ?? []
    for key in [trial.score, trial.classify].compactMap({ $0 }) + trial.probes {
      found += try read(.scores, of: key).list
    }
    if let key = trial.selection.last,
      let split = plan.sweep.rows[trial.row].experiment.evaluation.selection
    {
      let scores = try read(.scores, of: key).list
      if let share = scores[.accuracy] ?? scores[.classifierAccuracy] {
        found.append(Measurement(.selection.of(split.rawValue), share))
      }
    }
    // Of two steps of one kind the later one is nearer to what is clustered.
    var steps: [Metric: Measurement] = [:]
    for key in trial.reduce {
      for measurement in try read(.reduce, of: key).measurements.list {
        steps[measurement.metric] = measurement
      }
    }
    found += steps.values
    if let key = trial.train {
      found.append(
        Measurement(.parameters, Double(try read(.training, of: key).parameters)))
      let history = try read(.epochs, of: key)
      let training = plan.sweep.rows[trial.row].experiment.training
      let kept = trial.watch.map { training.keptEpoch(of: history, by: $0) } ?? history.count
      found += EpochReport.measurements(
        history, kept: kept, on: trial.curveSplit?.rawValue)
    }
    for (split, key) in trial.reconstruct {
      found += try read(.reconstruct, of: key).measurements(on: split.rawValue)
    }
    if let key = trial.eigenimages, failure(key) == nil {
      found += try read(.eigenimages, of: key).measurements
    }
    return found
  }
}
