/// Clusters with distances between them, as the nearest-neighbour chain needs them.
///
/// The distance must be reducible: a merged cluster is no nearer to a third than the nearer of its parts.
protocol Linkage {
  /// The number of clusters left; they are in places 0 ..< count.
  var count: Int { get }
  /// The nearest other cluster, the first of equals, and its distance in any monotone measure.
  mutating func nearest(to place: Int) -> (place: Int, distance: Float)
  /// Makes two clusters one, which takes the place `left`; the last cluster moves to the place `right`.
  ///
  /// Returns the height of the merge.
  mutating func merge(_ left: Int, _ right: Int) -> Double
}

extension Linkage {
  /// Merges until one cluster is left (Murtagh 1983; Müllner: "Modern hierarchical, agglomerative
  /// clustering algorithms", 2011): follow nearest neighbours until two are each other's, merge them,
  /// and go on from what is left of the chain.
  ///
  /// A neighbour once found stays the nearest as long as it is not merged, because the distance is
  /// reducible; most searches are saved by that.
  mutating func mergeTree() -> MergeTree {
    let n = count
    var sampleAt = Array(0..<n)
    var placeOf = Array(0..<n)
    var version = [Int](repeating: 0, count: n)
    var known = [(sample: Int, version: Int, distance: Float)?](repeating: nil, count: n)
    var chain: [Int] = []
    var found: [(left: Int, right: Int, height: Double)] = []
    while count > 1 {
      if chain.isEmpty { chain.append(sampleAt[0]) }
      let last = chain[chain.count - 1]
      var neighbour = known[last]
      if neighbour.map({ placeOf[$0.sample] < 0 || version[$0.sample] != $0.version }) ?? true {
        let nearest = nearest(to: placeOf[last])
        let sample = sampleAt[nearest.place]
        neighbour = (sample, version[sample], nearest.distance)
        known[last] = neighbour
      }
      guard let neighbour else { break }
      if chain.count > 1, let before = known[chain[chain.count - 2]],
        neighbour.distance >= before.distance
      {
        let other = chain[chain.count - 2]
        chain.removeLast(2)
        let (left, right) = (min(placeOf[last], placeOf[other]), max(placeOf[last], placeOf[other]))
        let (kept, gone) = (sampleAt[left], sampleAt[right])
        found.append((kept, gone, merge(left, right)))
        version[kept] += 1
        known[kept] = nil
        placeOf[gone] = -1
        if right < count {
          sampleAt[right] = sampleAt[count]
          placeOf[sampleAt[right]] = right
        }
      } else {
        chain.append(neighbour.sample)
      }
    }
    return MergeTree(samples: n, found: found)
  }
}
