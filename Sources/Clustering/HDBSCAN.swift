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

  public static var kind: String { "hdbscan" }
  public static var title: String { "HDBSCAN" }
  public static var summary: String {
    "HDBSCAN: clusters of any density, those that last longest; what lies between them is noise."
  }
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

  /// Samples enough for a cluster, and for two of them.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let options = [("minClusterSize", minimumClusterSize), ("minSamples", neighbour)]
    let known = densityFindings(minimumSamples == nil ? [options[0]] : options, on: samples)
    guard known.isEmpty, 2 * minimumClusterSize > samples.rows else { return known }
    return [
      .note(
        "hdbscan.size", "There is no room for two clusters, so that every image will be noise",
        detail: "\(samples.rows) images, \(minimumClusterSize) to a cluster",
        cure: "Lower \"minClusterSize\": clusters are what the whole falls into")
    ]
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

/// The clusters of all densities: what a merge tree becomes when whatever is smaller than a cluster falls
/// off on the way down (Campello et al. 2013, section 4).
///
/// A cluster is born where a larger one falls into two that are large enough; its samples leave it one
/// after the other as the density, 1 / distance, rises.
struct CondensedTree {
  /// The cluster that each falls out of: the parent, none for the whole.
  private(set) var parents: [Int?] = [nil]
  /// The sum over a cluster's samples of the density at which they leave it less that of its birth.
  private(set) var stabilities: [Double] = [0]
  private var births: [Double] = [0]
  /// The last cluster that each sample is in.
  private var lastClusters: [Int]

  /// Distances below this share of the largest count as this share, so that copies have a density.
  private static let smallestShare = 1e-12

  init(_ tree: MergeTree, minimumSize: Int) {
    let n = tree.samples
    lastClusters = Array(repeating: 0, count: n)
    let floor = max((tree.merges.last?.height ?? 0) * Self.smallestShare, .leastNormalMagnitude)
    var owners = [Int](repeating: 0, count: n + tree.merges.count)
    var isLoose = [Bool](repeating: false, count: owners.count)
    func size(_ node: Int) -> Int { node < n ? 1 : tree.merges[node - n].size }
    for (index, merge) in tree.merges.enumerated().reversed() {
      let node = n + index
      let owner = owners[node]
      let sides = [merge.left, merge.right]
      let density = 1 / max(merge.height, floor)
      let isSplit = !isLoose[node] && sides.allSatisfy { size($0) >= minimumSize }
      for side in sides {
        owners[side] = owner
        isLoose[side] = isLoose[node] || size(side) < minimumSize
        if isSplit { owners[side] = add(parent: owner, birth: density) }
        if isSplit || isLoose[side] && !isLoose[node] {
          stabilities[owner] += (density - births[owner]) * Double(size(side))
        }
      }
    }
    for sample in 0..<n { lastClusters[sample] = owners[sample] }
  }

  private mutating func add(parent: Int, birth: Double) -> Int {
    parents.append(parent)
    births.append(birth)
    stabilities.append(0)
    return parents.count - 1
  }

  /// The clusters that fall into no smaller ones, the whole not among them.
  var leaves: [Bool] {
    var isLeaf = parents.map { $0 != nil }
    for parent in parents { if let parent { isLeaf[parent] = false } }
    return isLeaf
  }

  /// Of every cluster and those that it falls into, the one or the others, whichever are more stable
  /// together (excess of mass); the whole is not among them.
  var longestLasting: [Bool] {
    var isKept = parents.map { $0 != nil }
    var below = [Double](repeating: 0, count: parents.count)
    for cluster in parents.indices.reversed() {
      guard let parent = parents[cluster] else { continue }
      if below[cluster] > stabilities[cluster] {
        isKept[cluster] = false
        below[parent] += below[cluster]
      } else {
        below[parent] += stabilities[cluster]
      }
    }
    for cluster in parents.indices {
      var ancestor = parents[cluster]
      while let above = ancestor, isKept[cluster] {
        if isKept[above] { isKept[cluster] = false }
        ancestor = parents[above]
      }
    }
    return isKept
  }

  /// The label of each sample: the number of the kept cluster that it was in last, or noise.
  func labels(of isKept: [Bool]) -> [Int] {
    var labels = [Int](repeating: Partition.noise, count: parents.count)
    for cluster in parents.indices {
      labels[cluster] =
        isKept[cluster] ? cluster : parents[cluster].map { labels[$0] } ?? Partition.noise
    }
    return lastClusters.map { labels[$0] }
  }
}
