import Numerics
import Specification

/// A method that puts samples into groups.
public protocol Clusterer: Described {
  /// Whether the result depends on the seed.
  var isRandom: Bool { get }

  /// Groups samples `[n, d]`.
  ///
  /// `classes` is the number of classes of the dataset, which methods take for the number of clusters
  /// when the file does not say one.
  ///
  /// - Throws: `ClusteringError` when the data does not allow it.
  func cluster(_ samples: Matrix<Float>, classes: Int?, seed: UInt64) throws -> Partition
}

extension Clusterer {
  /// The option that says how many clusters there are.
  static func clusterCount(_ path: WritableKeyPath<Self, Int?> & Sendable) -> Field<Self> {
    Field(
      "clusters", path, "The number of clusters; left out, the number of classes of the dataset.",
      .atLeast(1), isPrimary: true)
  }
}

/// Samples put into groups.
public struct Partition: Sendable {
  /// The cluster of each sample, from 0: `[n]`.
  public let labels: [Int]
  /// The number of clusters.
  public let clusters: Int
  /// What the method optimised and how far it came: inertia, merge heights, log-likelihood.
  public let report: JSON
  /// The cluster centres `[clusters, d]`, where the method has them.
  public let centres: Matrix<Float>?
  /// The merges that led to the clusters, where the method merges.
  public let merges: MergeTree?
  /// What is odd about the result.
  public let notes: [Note]

  /// Gathers what a clusterer found.
  public init(
    labels: [Int], clusters: Int, report: JSON, centres: Matrix<Float>? = nil,
    merges: MergeTree? = nil, notes: [Note] = []
  ) {
    self.labels = labels
    self.clusters = clusters
    self.report = report
    self.centres = centres
    self.merges = merges
    self.notes = notes
  }
}
