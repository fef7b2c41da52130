/// The drawn part of a dendrogram: where its branches stand.
struct DendrogramTree {
  /// The upper end of a branch: its place along the bottom and its height.
  struct End {
    let place: Double
    let height: Double
    /// Which cluster of the cut it belongs to; nil above the cut.
    let cluster: Int?
  }

  /// A merge: two branches joined at a height.
  struct Joint {
    let left: End
    let right: End
    let height: Double
    /// Which cluster of the cut it belongs to; nil above the cut.
    let cluster: Int?
  }

  /// The number of samples in each branch that is not followed further down, from the left.
  private(set) var leaves: [String] = []
  private(set) var joints: [Joint] = []
  /// The height of the cut, between the merges it separates.
  let cut: Double?
  /// The merges whose height is not finite.
  private(set) var skipped = 0

  private let merges: [Dendrogram.Merge]
  private let firstShown: Int
  private let clusters: Int
  private var nextCluster = 0

  init(_ merges: [Dendrogram.Merge], shown: Int, clusters: Int?) {
    self.merges = merges
    firstShown = max(0, merges.count - shown)
    self.clusters = max(1, clusters ?? 1)
    let below = merges.count - self.clusters
    if clusters != nil, self.clusters > 1, below >= 0, below + 1 < merges.count {
      let middle = (merges[below].height + merges[below + 1].height) / 2
      cut = middle.isFinite ? middle : nil
    } else {
      cut = nil
    }
    if !merges.isEmpty { _ = follow(merges.count - 1, cluster: clusters == nil ? 0 : nil) }
  }

  /// Follows a merge down to the leaves and returns where its branch ends.
  ///
  /// Only earlier merges are followed from a merge, so that no list of numbers, however wrong, makes
  /// a circle; the depth is at most the number of merges shown.
  private mutating func follow(_ index: Int, cluster: Int?) -> End {
    let merge = merges[index]
    var cluster = cluster
    if cluster == nil, index <= merges.count - clusters { cluster = newCluster() }
    let left = end(of: merge.left, before: index, cluster: cluster)
    let right = end(of: merge.right, before: index, cluster: cluster)
    var height = merge.height
    if !Axis().canShow(height) {
      skipped += 1
      height = max(left.height, right.height)
    }
    joints.append(Joint(left: left, right: right, height: height, cluster: cluster))
    return End(place: (left.place + right.place) / 2, height: height, cluster: cluster)
  }

  private mutating func end(of node: Int, before parent: Int, cluster: Int?) -> End {
    let index = node - (merges.count + 1)
    if index >= firstShown, index < parent { return follow(index, cluster: cluster) }
    let own = cluster ?? newCluster()
    let count = merges.indices.contains(index) ? merges[index].count : 1
    leaves.append(String(count))
    return End(place: Double(leaves.count) - 0.5, height: 0, cluster: own)
  }

  private mutating func newCluster() -> Int {
    nextCluster += 1
    return nextCluster - 1
  }
}
