import Clustering
import NeuralNetworks
import Reduction
import Specification

/// Every metric that a run can report, in the order of tables: headlines, then diagnostics.
///
/// They are declared beside the code that computes them; a clusterer, a reducer and a probe bring theirs.
public enum MetricRegistry {
  /// The declarations, each once.
  public static let all: [Metric] = {
    let reducers = Reducers.kinds.compactMap { $0 as? any Reducer.Type }.flatMap { $0.metrics }
    let clusterers = Clusterers.kinds.compactMap { $0 as? any Clusterer.Type }
      .flatMap { $0.metrics }
    let probes = Probes.kinds.compactMap { $0 as? any Probe.Type }.flatMap { $0.metrics }
    let declared =
      Agreement.metrics + Classification.metrics + probes + EpochReport.metrics
      + TrainedModel.metrics
      + ClusterShape.metrics + reducers + [.clusters, .chosenClusters] + clusterers + [.parameters]
    var seen: Set<Metric> = []
    let once = declared.filter { seen.insert($0).inserted }
    return once.filter { $0.role == .headline } + once.filter { $0.role == .diagnostic }
  }()

  /// The names that two declarations share, which is a mistake in the program.
  package static var doubled: [String] {
    Dictionary(grouping: all, by: \.name).filter { $1.count > 1 }.keys.sorted()
  }

  /// The metric of a name; nil when none is declared.
  public static func metric(named name: String) -> Metric? {
    all.lazy.compactMap { $0.metric(named: name) }.first
  }

  /// The metric of a name that a file of another version has, perhaps one that this version lacks:
  /// nothing is known of that but its name.
  public static func metric(written name: String) -> Metric {
    metric(named: name)
      ?? Metric(
        name, title: name, unit: .score(-.infinity...(.infinity)), better: .neither, on: .none,
        comparedAtSame: [], formula: "A metric that this version does not have.")
  }

  /// What is wrong with a name; nil when a metric has it.
  static func complaint(about name: String) -> String? {
    guard metric(named: name) == nil else { return nil }
    let splits = ["train", "validation", "test"]
    let names = all.flatMap { $0.isPattern ? splits.map($0.of).map(\.name) + [$0.name] : [$0.name] }
    let near = Spelling.nearest(to: name, among: names.filter { metric(named: $0) != nil })
    return "no metric is called \(Excerpt.quoted(name))"
      + (near.map { "; did you mean \"\($0)\"?" }
        ?? "; allowed are " + all.map { "\"\($0.name)\"" }.joined(separator: ", "))
  }

  /// Metrics in the order of tables: declarations as they are listed here, what one pattern stands for
  /// in the order of `qualifiers`, then of splits, numbers and letters.
  public static func ordered(_ metrics: Set<Metric>, qualifiers: [String] = []) -> [Metric] {
    let places = Dictionary(
      all.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let order = qualifiers + ["train", "validation", "test"]
    func place(_ metric: Metric) -> (Int, Int, Int, String) {
      let qualifier = metric.qualifier ?? ""
      return (
        places[metric.declaration] ?? all.count, order.firstIndex(of: qualifier) ?? order.count,
        Int(qualifier) ?? 0, metric.name
      )
    }
    return metrics.map { ($0, place($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
  }
}

extension Tolerance.Direction {
  /// The direction of a metric; one without a better side should stay the same.
  public init(_ direction: Metric.Direction) {
    switch direction {
    case .higher: self = .higher
    case .lower: self = .lower
    case .neither: self = .same
    }
  }
}

extension RegressionOptions {
  /// Tolerances must be those of metrics.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    for name in tolerances.keys.sorted() {
      if let complaint = MetricRegistry.complaint(about: name) { report("tolerances", complaint) }
    }
  }
}
