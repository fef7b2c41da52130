import Clustering
import Experiments
import NeuralNetworks
import Runner
import Specification

/// The best accuracy of the trials that a run has scored so far.
public struct BestSoFar {
  private let trials: [StageKey: [TrialPlan]]
  private let labels: [String]
  private var best: (value: Double, row: Int)?

  /// Looks up which stages of a plan score trials.
  public init(_ plan: SweepPlan) {
    labels = plan.sweep.rows.map(\.label)
    let judged = plan.trials.compactMap { trial in
      (trial.score ?? trial.classify).map { (key: $0, trial: trial) }
    }
    trials = Dictionary(grouping: judged, by: \.key).mapValues { $0.map(\.trial) }
  }

  /// Reads what a stage came to, if it scored a trial; what cannot be read is left to the results.
  public mutating func receive(_ event: RunEvent, in store: Store) {
    guard case .finished(let stage, .computed) = event.kind, let trial = trials[stage.key]?.first
    else { return }
    let file = ReportFile<Measurements>.scores
    guard let path = try? store.verified(stage.key, file.name),
      let scores = try? file.content(at: path),
      let value = scores.list[.accuracy] ?? scores.list[.classifierAccuracy],
      value > best?.value ?? -.infinity
    else { return }
    best = (value, trial.row)
  }

  /// The best number and whose it is; nil before there is any.
  public var text: String? {
    best.map { best in
      let value = Decimal.text(best.value, digits: Metric.accuracy.digits)
      return "best accuracy \(value) (\(labels[best.row]))"
    }
  }
}
