import Numerics
import Specification

/// HDBSCAN: the clusters of all densities at once, of which those are kept that last (Campello, Moulavi,
/// Sander: "Density-based clustering based on hierarchical density estimates", PAKDD 2013; Campello,
/// Moulavi, Zimek, Sander, TKDD 10, 2015).
public struct HDBSCAN: Clusterer, Equatable {
  /// Which clusters of the tree are kept.
  public enum Selection: String, Word {
    /// Those that together last longest for most samples (excess of mass).
    case excessOfMass
    /// Those that fall into no smaller ones.
    case leaf
  }

  /// The fewest samples of a cluster.
  public var minimumClusterSize = 5
  /// The neighbour, itself counted, whose distance is the density of a sample; nil takes the fewest
  /// samples of a cluster.
  public var minimumSamples: Int?
  /// Which clusters of the tree are kept.
  public var selection = Selection.excessOfMass

  /// Five samples to a cluster.
  public init() {}

  /// A given size of clusters.
  public init(
    minimumClusterSize: Int, minimumSamples: Int? = nil, selection: Selection = .excessOfMass
  ) {
    self.minimumClusterSize = minimumClusterSize
    self.minimumSamples = minimumSamples
    self.selection = selection
  }

  /// `hdbscan`
  public static var kind: String { "hdbscan" }
  /// In tables.
  public static var title: String { "HDBSCAN" }
  /// One sentence.
  public static var summary: String {
    "HDBSCAN: clusters of any density, those that last longest; what lies between them is noise."
  }
  /// The options.
  public static var fields: [Field<HDBSCAN>] {
    [
      Field(
        "minClusterSize", \.minimumClusterSize, "The fewest samples of a cluster.", .atLeast(2),
        isPrimary: true),
      Field(
        "minSamples", \.minimumSamples,
        "The neighbour, itself counted, whose distance tells how dense it is around a sample; left "
          + "out: minClusterSize.", .atLeast(1)),
      Field(
        "selection", \.selection,
        "Which clusters of the tree are kept: those that last longest, or those that fall into no "
          + "smaller ones."),
    ]
  }

  /// What belongs to no cluster.
  public static var metrics: [Metric] { [.noise] }

  /// The density decides.
  public static var findsTheirNumber: Bool { true }

  /// Nothing is drawn.
  public var isRandom: Bool { false }

  /// The neighbour whose distance is the density.
  var neighbour: Int { minimumSamples ?? minimumClusterSize }

  /// The distances for the neighbours, and once more while the tree grows.
  public func work(on samples: SampleFacts, classes: Int?) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    return .clustering(
      samples, multiplyAdds: n * n * d, operations: n * n * (d / 8 + 2), memory: 1200 * n)
  }

  /// Groups samples `[n, d]`; time grows with the square of the samples, memory with their number. There
  /// is always more than one cluster or none: the whole is no cluster.
  ///
  /// - Throws: `ClusteringError` for fewer samples than a cluster has, or values that are not finite.
  public func cluster(_ samples: Matrix<Float>, classes: Int?, seed: UInt64) throws -> Partition {
    try checkDensity(samples, needed: max(minimumClusterSize, neighbour))
    let reachability = MutualReachability(samples, neighbour: neighbour)
    let tree = CondensedTree(
      MergeTree(samples: samples.rows, found: reachability.spanningTree),
      minimumSize: minimumClusterSize)
    var labels = tree.labels(of: selection == .leaf ? tree.leaves : tree.longestLasting)
    DistinctRows(samples).unite(&labels)
    return Partition(
      dense: labels, report: .object([]),
      few: "Lower \"minSamples\" or \"minClusterSize\"",
      one: "Lower \"minClusterSize\", or write \"selection\": \"leaf\"")
  }
}

extension DistinctRows {
  /// Gives copies, which ties in the tree may part, the first label among theirs that is not noise.
  fileprivate func unite(_ labels: inout [Int]) {
    guard !areAll else { return }
    var label = [Int](repeating: Partition.noise, count: first.count)
    for (row, kind) in kinds.enumerated() where labels[row] != Partition.noise {
      label[kind] = label[kind] == Partition.noise ? labels[row] : min(label[kind], labels[row])
    }
    for (row, kind) in kinds.enumerated() { labels[row] = label[kind] }
  }
}
