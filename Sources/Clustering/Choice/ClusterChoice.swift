import Numerics
import Specification

/// How a number of clusters is chosen: every number of a range is tried, on the vectors that are clustered,
/// and the one of the best value is taken, of equal values the one of fewer clusters.
public struct ClusterChoice: Described, Equatable {
  /// What a number of clusters is worth.
  public enum Criterion: String, Word {
    /// The mean silhouette of the samples, the higher the better.
    case silhouette
    /// The Bayesian information criterion of a mixture, the lower the better.
    case bic

    /// The number that it compares.
    public var metric: Metric {
      switch self {
      case .silhouette: .silhouette
      case .bic: .bayesianInformation
      }
    }

    /// The fewest clusters that it is defined for.
    var fewest: Int {
      switch self {
      case .silhouette: 2
      case .bic: 1
      }
    }
  }

  /// What the numbers are compared by.
  public var criterion = Criterion.silhouette
  /// The fewest clusters.
  public var from = 2
  /// The most clusters.
  public var to = 12

  /// By the silhouette, from 2 to 12 clusters.
  public init() {}

  /// By a criterion, within a range.
  public init(by criterion: Criterion, _ counts: ClosedRange<Int>) {
    self.criterion = criterion
    (from, to) = (counts.lowerBound, counts.upperBound)
  }

  /// `clusterChoice`
  public static var kind: String { "clusterChoice" }
  /// One sentence.
  public static var summary: String {
    "How a number of clusters is chosen: every number of a range is tried on the vectors that are "
      + "clustered, and the one of the best value is taken, of equal values the one of fewer clusters."
  }
  /// The options.
  public static var fields: [Field<ClusterChoice>] {
    [
      Field(
        "choose", \.criterion,
        "What the numbers are compared by: the highest silhouette, or, of a Gaussian mixture, the "
          + "lowest Bayesian information criterion.", isRequired: true),
      Field("from", \.from, "The fewest clusters that are tried.", .atLeast(1)),
      Field("to", \.to, "The most clusters that are tried.", .atLeast(2)),
    ]
  }

  /// A range, for which the criterion is defined.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if from >= to {
      report("to", "\"to\" is \(to), and must be more than \"from\", which is \(from)")
    }
    if from < criterion.fewest {
      report(
        "from",
        "a \(criterion.metric.title) takes \(criterion.fewest) clusters: let \"from\" be "
          + "\(criterion.fewest) or more")
    }
  }

  /// The numbers that are tried.
  public var counts: ClosedRange<Int> { from...max(from, to) }

  /// How many samples the silhouettes are the means of; nil: all, or there are no silhouettes.
  public func sample(of rows: Int) -> Int? {
    criterion == .silhouette ? SilhouetteChoice.automatic.sample(of: rows) : nil
  }

  /// What a partition of samples is worth; nil where the criterion is not defined for it.
  ///
  /// Of many samples, the silhouette is that of some, the same for every number of clusters.
  func value(of partition: Partition, _ samples: Matrix<Float>) throws -> Double? {
    let measured: [Measurement]
    switch criterion {
    case .silhouette:
      let judged = sample(of: samples.rows).map { JudgedSamples.drawn(count: $0, seed: 0) }
      measured =
        try ClusterShape(of: samples, labels: partition.labels, judged: judged ?? .all)?
        .measurements ?? []
    case .bic: measured = partition.measurements
    }
    return measured[criterion.metric].flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether a value is better than another; equal ones are not.
  func prefers(_ value: Double, to other: Double) -> Bool {
    criterion.metric.better == .lower ? value < other : value > other
  }
}

extension Metric {
  /// The number of clusters that was chosen.
  public static let chosenClusters = Metric(
    "chosenClusters", title: "chosen clusters", unit: .count, better: .neither, on: .scored,
    digits: 0, comparedAtSame: [],
    formula: "The number of clusters that \"choose\" took of those from \"from\" to \"to\".")
}
