import CKernels
import Numerics

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
