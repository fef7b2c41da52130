import Numerics
import Specification

/// Agglomerative clustering: starts with every sample alone and merges the two nearest clusters until
/// the wanted number is left.
public struct Agglomerative: CountedClusterer, Equatable {
  /// The distance of two clusters.
  public enum Linkage: String, Word {
    /// The growth of the sum of squared distances to the means. Memory grows with the samples.
    case ward
    /// The largest distance of two samples. Memory grows with the square of the samples.
    case complete
    /// The mean distance of two samples. Memory grows with the square of the samples.
    case average
    /// The smallest distance of two samples. Memory grows with the square of the samples.
    case single
  }

  /// The number of clusters; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount?
  /// The distance of two clusters.
  public var linkage = Linkage.ward

  /// As many clusters as classes, by Ward's distance.
  public init() {}

  /// A given number of clusters and a distance.
  public init(clusters: Int, linkage: Linkage = .ward) {
    self.clusters = .given(clusters)
    self.linkage = linkage
  }

  public static var kind: String { "agglomerative" }
  public static var summary: String {
    "Agglomerative clustering: merges the two nearest clusters until the wanted number is left."
  }
  public static var fields: [Field<Agglomerative>] {
    [
      clusterCount(),
      Field(
        "linkage", \.linkage,
        "The distance of two clusters. All but ward keep a matrix of all distances."),
    ]
  }

  /// Where the tree is cut.
  public static var metrics: [Metric] { [.height, .nextHeight] }

  public var isRandom: Bool { false }

  /// The distances, which all linkages but Ward's keep.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    let n = Double(samples.rows)
    return .clustering(
      samples, operations: n * n * 40, memory: linkage == .ward ? 200 * n : 2 * n * n)
  }

  /// Groups samples `[n, d]`.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    partition(of: samples, into: count, cutting: mergeTree(of: samples))
  }

  /// Cuts one tree at every height.
  public func forEachPartition(
    of samples: Matrix<Float>, into counts: ClosedRange<Int>, seed: UInt64,
    _ body: (Partition) throws -> Void
  ) throws {
    let tree = mergeTree(of: samples)
    for count in counts { try body(partition(of: samples, into: count, cutting: tree)) }
  }

  private func partition(
    of samples: Matrix<Float>, into count: Int, cutting tree: MergeTree
  ) -> Partition {
    let heights = tree.merges.map(\.height)
    // A cut between copies would follow their order: there are no more clusters than kinds of samples.
    let found = min(count, DistinctRows(samples).first.count)
    let merged = samples.rows - found
    return Partition(
      labels: tree.labels(clusters: found), clusters: count,
      measurements: [
        merged > 0 ? Measurement(.height, heights[merged - 1]) : nil,
        merged < heights.count ? Measurement(.nextHeight, heights[merged]) : nil,
      ].compactMap { $0 },
      report: .object([("lastHeights", Array(heights.suffix(20)).json)]), merges: tree)
  }

  /// Merges finite samples `[n, d]` until one cluster is left.
  public func mergeTree(of samples: Matrix<Float>) -> MergeTree {
    if linkage == .ward {
      var clusters = WardLinkage(samples)
      return clusters.mergeTree()
    }
    var clusters = MatrixLinkage(samples, linkage: linkage)
    return clusters.mergeTree()
  }

  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    clusterFindings(on: samples, classes: classes)
  }
}

extension Metric {
  /// The last merge that was made.
  public static let height = Metric(
    "height", title: "merge height", unit: .distance, better: .neither, on: .scored,
    comparedAtSame: [.images, .space, .clusters],
    formula: "The distance of the two clusters that were merged last.")
  /// The first merge that was not.
  public static let nextHeight = Metric(
    "nextHeight", title: "next merge height", unit: .distance, better: .neither, on: .scored,
    comparedAtSame: [.images, .space, .clusters],
    formula: "The distance of the two clusters that would be merged next.")
}
