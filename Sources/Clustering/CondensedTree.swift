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
