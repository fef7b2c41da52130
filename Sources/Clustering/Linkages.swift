import CKernels
import Numerics

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

/// Ward's distance from centroids: memory proportional to the samples, no matrix of distances
/// (Ward 1963).
struct WardLinkage: Linkage {
  private(set) var count: Int
  private let columns: Int
  /// The columns by falling variance, so that the first ones tell most clusters apart.
  private let order: [Int]
  private let tailWidth: Int
  /// The centroids in double precision, less the mean of all samples: `[n * columns]`.
  private var centroids: [Double]
  private var heads: [Float]
  private var tails: [Float]
  private var sizes: [Float]
  private var bounds: [Float]

  /// Every sample is a cluster.
  init(_ samples: Matrix<Float>) {
    count = samples.rows
    let columns = samples.columns
    self.columns = columns
    let means = samples.columnMeans
    centroids = samples.elements.enumerated().map { Double($1) - means[$0 % columns] }
    var variances = [Double](repeating: 0, count: columns)
    for (index, value) in centroids.enumerated() { variances[index % columns] += value * value }
    order = (0..<columns).sorted {
      variances[$0] != variances[$1] ? variances[$0] > variances[$1] : $0 < $1
    }
    tailWidth = (max(0, columns - 16) + 15) / 16 * 16
    let padded = (count + 15) / 16 * 16
    heads = Array(repeating: 0, count: padded * 16)
    tails = Array(repeating: 0, count: count * tailWidth)
    sizes = Array(repeating: 1, count: padded)
    bounds = sizes
    for place in 0..<count { copyCentroid(of: place) }
    for place in count..<padded { clear(place) }
  }

  mutating func nearest(to place: Int) -> (place: Int, distance: Float) {
    var distance: Float = 0
    let nearest = ck_ward_nearest(
      heads, tails, sizes, count, tailWidth, place, &bounds, &distance)
    return (nearest, distance)
  }

  /// The height is sqrt(2 a b / (a + b)) times the distance of the centroids of a and b samples: for
  /// two samples, their distance.
  mutating func merge(_ left: Int, _ right: Int) -> Double {
    let (a, b) = (Double(sizes[left]), Double(sizes[right]))
    var square = 0.0
    for column in 0..<columns {
      let (x, y) = (centroids[left * columns + column], centroids[right * columns + column])
      square += (x - y) * (x - y)
      centroids[left * columns + column] = (a * x + b * y) / (a + b)
    }
    sizes[left] += sizes[right]
    copyCentroid(of: left)
    count -= 1
    if right < count {
      for column in 0..<columns {
        centroids[right * columns + column] = centroids[count * columns + column]
      }
      sizes[right] = sizes[count]
      copyCentroid(of: right)
    }
    clear(count)
    return (2 * a * b / (a + b) * square).squareRoot()
  }

  /// Writes a centroid where the search reads it.
  private mutating func copyCentroid(of place: Int) {
    for (rank, column) in order.enumerated() {
      let value = Float(centroids[place * columns + column])
      if rank < 16 {
        heads[place / 16 * 256 + rank * 16 + place % 16] = value
      } else {
        tails[place * tailWidth + rank - 16] = value
      }
    }
  }

  /// Puts an empty place out of reach.
  private mutating func clear(_ place: Int) {
    sizes[place] = 1
    for rank in 0..<16 { heads[place / 16 * 256 + rank * 16 + place % 16] = 1e18 }
  }
}

/// Distances of clusters kept in a triangular matrix: n (n - 1) / 2 floats.
struct MatrixLinkage: Linkage {
  private(set) var count: Int
  private let linkage: Agglomerative.Linkage
  /// The distance of places i > j at i (i - 1) / 2 + j.
  private var distances: [Float]
  private var sizes: [Float]

  /// Every sample is a cluster; distances are Euclidean.
  init(_ samples: Matrix<Float>, linkage: Agglomerative.Linkage) {
    self.linkage = linkage
    count = samples.rows
    sizes = Array(repeating: 1, count: count)
    let points = PaddedRows(samples)
    let n = count
    distances = [Float](unsafeUninitializedCapacity: n * (n - 1) / 2) { target, initialized in
      nonisolated(unsafe) let target = target
      Parallel.forEach(blocks: (n + 63) / 64) { block in
        for row in max(1, block * 64)..<max(1, min(n, block * 64 + 64)) {
          points.elements.withUnsafeBufferPointer { points in
            let width = points.count / n
            guard let base = points.baseAddress, let place = target.baseAddress else { return }
            let line = place + row * (row - 1) / 2
            ck_squared_distances(base, row, base + row * width, 1, width, line)
            for column in 0..<row { line[column] = line[column].squareRoot() }
          }
        }
      }
      initialized = n * (n - 1) / 2
    }
  }

  mutating func nearest(to place: Int) -> (place: Int, distance: Float) {
    distances.withUnsafeBufferPointer { distances in
      var best = (place: place == 0 ? 1 : 0, distance: Float.infinity)
      let start = place * (place - 1) / 2
      for other in 0..<place where distances[start + other] < best.distance {
        best = (other, distances[start + other])
      }
      var index = place * (place + 1) / 2 + place
      for other in place + 1..<max(count, place + 1) {
        if distances[index] < best.distance { best = (other, distances[index]) }
        index += other
      }
      return best
    }
  }

  /// The height is the distance; distances to the new cluster follow Lance and Williams (1967).
  mutating func merge(_ left: Int, _ right: Int) -> Double {
    let height = distances[index(left, right)]
    let share = sizes[left] / (sizes[left] + sizes[right])
    for other in 0..<count where other != left && other != right {
      let (a, b) = (distances[index(left, other)], distances[index(right, other)])
      distances[index(left, other)] =
        switch linkage {
        case .single: min(a, b)
        case .complete: max(a, b)
        case .average, .ward: share * a + (1 - share) * b
        }
    }
    sizes[left] += sizes[right]
    count -= 1
    if right < count {
      for other in 0..<count where other != right {
        distances[index(right, other)] = distances[index(count, other)]
      }
      sizes[right] = sizes[count]
    }
    return Double(height)
  }

  private func index(_ i: Int, _ j: Int) -> Int {
    i > j ? i * (i - 1) / 2 + j : j * (j - 1) / 2 + i
  }
}
