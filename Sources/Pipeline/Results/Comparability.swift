import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Runner
import Specification

/// In which rows of a sweep a metric means the same.
public struct Comparability {
  private let plan: SweepPlan
  private let results: SweepResults
  private let trials: [Int: TrialPlan]

  /// Looks at the rows of a sweep.
  public init(_ plan: SweepPlan, _ results: SweepResults) {
    self.plan = plan
    self.results = results
    trials = Dictionary(plan.trials.map { ($0.row, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The rows that have a metric, in groups within which it means the same; in the order of the rows.
  public func groups(of metric: Metric) -> [[Int]] {
    var places: [[String]: Int] = [:]
    var groups: [[Int]] = []
    for row in results.rows.indices where !results.values(of: metric, in: results.rows[row]).isEmpty
    {
      let meaning = Self.order.filter(metric.basis.contains).map { value(of: $0, metric, row) }
      if let place = places[meaning] {
        groups[place].append(row)
      } else {
        places[meaning] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  /// What sets the groups of a metric apart, in words: "other images, another number of clusters".
  public func difference(of metric: Metric) -> String {
    let rows = groups(of: metric).joined()
    let bases = Self.order.filter { basis in
      metric.basis.contains(basis) && Set(rows.map { value(of: basis, metric, $0) }).count > 1
    }
    return bases.map(\.words).joined(separator: ", ")
  }

  private static let order: [Metric.Basis] = [
    .images, .pixelScale, .objective, .clusters, .space,
  ]

  private func value(of basis: Metric.Basis, _ metric: Metric, _ row: Int) -> String {
    guard let trial = trials[row] else { return "" }
    let experiment = plan.sweep.rows[row].experiment
    let scored = experiment.evaluation.split
    switch basis {
    case .images:
      let split =
        metric.images == .split ? metric.qualifier.flatMap(SplitName.init(rawValue:)) : scored
      return split.flatMap { trial.data[$0]?.hex } ?? ""
    case .pixelScale: return experiment.dataset.scale.json.canonical
    case .objective:
      let objective = trial.architecture.objective.map { "\($0)" } ?? ""
      return "\(objective) \(experiment.training.loss.json.canonical)"
    case .clusters:
      let found = results.rows[row].runs.compactMap { $0.metrics[.clusters] }
      return Set(found).sorted().map { "\($0)" }.joined(separator: " ")
    case .space: return (trial.reduce.last ?? trial.embed[scored])?.hex ?? ""
    }
  }
}

extension Metric.Basis {
  /// What differs, in words.
  fileprivate var words: String {
    switch self {
    case .images: "other images or classes"
    case .pixelScale: "another pixel scale"
    case .objective: "another loss"
    case .clusters: "another number of clusters"
    case .space: "another space"
    }
  }
}
