import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Reduction
import Runner
import Specification

extension SweepPlan {
  /// The metrics that its trials report, in the order of tables; a trial that fails reports none.
  public var metrics: [Metric] {
    let seed = sweep.seeds.first
    var found: Set<Metric> = []
    for trial in trials where trial.seed == seed { found.formUnion(metrics(of: trial)) }
    return MetricRegistry.ordered(found, qualifiers: partNames)
  }

  /// The tolerances of metrics that none of its trials reports, each with what may have been meant.
  public var unreportedTolerances: [(name: String, hint: String)] {
    let names = metrics.map(\.name)
    return sweep.rows[0].experiment.regression.tolerances.keys.sorted()
      .filter { !names.contains($0) }.map { ($0, Spelling.hint(for: $0, among: names)) }
  }

  private func metrics(of trial: TrialPlan) -> [Metric] {
    let experiment = sweep.rows[trial.row].experiment
    let parts = trial.hasLabels && experiment.evaluation.split == .test ? partNames : []
    var found = experiment.reduction.flatMap { type(of: $0.value).metrics.filter { !$0.isPattern } }
    if trial.reduce.isEmpty { found = [] }
    if trial.cluster != nil, let clusterer = experiment.clustering {
      found += [.clusters] + type(of: clusterer.value).metrics + ClusterShape.metrics
      if clusterer.value.choice != nil { found.append(.chosenClusters) }
      if trial.hasLabels {
        found += Agreement.metrics.filter { !$0.isPattern } + parts.map(Metric.partAccuracy.of)
      }
    }
    if trial.classify != nil {
      found += [.classifierAccuracy] + parts.map(Metric.partClassifierAccuracy.of)
    }
    found += trial.probeMetrics
    if !trial.selection.isEmpty, let split = experiment.evaluation.selection {
      found.append(.selection.of(split.rawValue))
    }
    if trial.train != nil {
      let splits = ["train"] + (trial.curveSplit.map { [$0.rawValue] } ?? [])
      found +=
        [.parameters]
        + splits.flatMap { split in
          (trial.architecture.objective?.metrics ?? []).map { $0.of(split) }
        }
    }
    for split in trial.reconstruct.keys {
      found += TrainedModel.metrics.map { $0.of(split.rawValue) }
    }
    if trial.eigenimages != nil {
      found += (1...EigenimagesStage().count).map { .share.of(String($0)) }
    }
    return found
  }
}
