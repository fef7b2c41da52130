/// The merges of an agglomerative clustering, the lowest first.
public struct MergeTree: Sendable, Equatable {
  /// Two clusters made one.
  public struct Merge: Sendable, Equatable {
    /// The cluster with the lower number. Samples are clusters 0 ..< n; merge m makes cluster n + m.
    public let left: Int
    /// The cluster with the higher number.
    public let right: Int
    /// Their distance.
    public let height: Double
    /// The number of samples in the new cluster.
    public let size: Int
  }

  /// The number of samples.
  public let samples: Int
  /// The merges, by ascending height: `[n - 1]`.
  public let merges: [Merge]

  /// Orders merges that were found in any order, each given by one sample of either side.
  init(samples n: Int, found: [(left: Int, right: Int, height: Double)]) {
    samples = n
    var forest = Forest(count: n)
    var cluster = Array(0..<n)
    var sizes = [Int](repeating: 1, count: n)
    var merges: [Merge] = []
    let order = found.indices.sorted {
      found[$0].height != found[$1].height ? found[$0].height < found[$1].height : $0 < $1
    }
    for index in order {
      let left = forest.root(of: found[index].left)
      let right = forest.root(of: found[index].right)
      let size = sizes[left] + sizes[right]
      merges.append(
        Merge(
          left: min(cluster[left], cluster[right]), right: max(cluster[left], cluster[right]),
          height: found[index].height, size: size))
      let root = forest.join(left, right)
      sizes[root] = size
      cluster[root] = n + merges.count - 1
    }
    self.merges = merges
  }

  /// The labels when `clusters` clusters are left, numbered by their first sample: `[n]`.
  public func labels(clusters: Int) -> [Int] {
    var forest = Forest(count: samples)
    var representative = Array(0..<samples)
    for merge in merges.prefix(max(0, samples - clusters)) {
      let root = forest.join(representative[merge.left], representative[merge.right])
      representative.append(root)
    }
    var numbers: [Int: Int] = [:]
    return (0..<samples).map { sample in
      let root = forest.root(of: sample)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      return number
    }
  }
}

/// Disjoint sets of samples (union by size, paths halved).
struct Forest {
  private var parent: [Int]
  private var size: [Int]

  init(count: Int) {
    parent = Array(0..<count)
    size = Array(repeating: 1, count: count)
  }

  mutating func root(of sample: Int) -> Int {
    var current = sample
    while parent[current] != current {
      parent[current] = parent[parent[current]]
      current = parent[current]
    }
    return current
  }

  mutating func join(_ left: Int, _ right: Int) -> Int {
    let (a, b) = (root(of: left), root(of: right))
    guard a != b else { return a }
    let (large, small) = size[a] >= size[b] ? (a, b) : (b, a)
    parent[small] = large
    size[large] += size[small]
    return large
  }
}
