/// The nearest other samples of every sample, exactly.
public struct NearestNeighbours: Sendable {
  /// How many neighbours each sample has.
  public let count: Int
  /// Their rows, the nearest first, the lower row first among equals: `[n * count]`.
  public let indices: [Int32]
  /// Their squared Euclidean distances: `[n * count]`.
  public let squaredDistances: [Double]

  /// Candidates carried beyond `count`, so that the rounding of the search cannot lose a neighbour.
  private static let slack = 16
  /// Samples searched for at a time.
  private static let block = 128

  /// Finds the `count` nearest others, fewer where there are not as many others.
  ///
  /// Candidates come from |x|^2 - 2 x y in single precision, through the matrix product; the distances
  /// of the candidates are then taken from differences in double precision, and order them.
  public init(of samples: Matrix<Float>, count asked: Int) {
    let n = samples.rows
    let count = max(0, min(asked, n - 1))
    let centred = samples.lessColumnMeans
    let norms = centred.squaredNorms
    let candidates = min(n - 1, count + Self.slack)
    let blocks = stride(from: 0, to: n, by: Self.block).map { $0..<min(n, $0 + Self.block) }
    let found = Parallel.map(blocks: blocks.count) { block in
      let rows = blocks[block]
      let products = Matrix.product(centred.selecting(rows: rows), .none, centred, .transposed)
      var indices: [Int32] = []
      var distances: [Double] = []
      var selection = Selection(capacity: candidates)
      for row in rows {
        selection.search(products, row: row - rows.lowerBound, norms: norms, except: row)
        let ordered = selection.found.map { other in
          (centred.squaredDistance(row, Int(other)), other)
        }.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
        for (distance, other) in ordered.prefix(count) {
          indices.append(other)
          distances.append(distance)
        }
      }
      return (indices, distances)
    }
    self.count = count
    indices = found.flatMap { $0.0 }
    squaredDistances = found.flatMap { $0.1 }
  }
}

/// The smallest of many keys, collected in a buffer that is halved when it is full.
private struct Selection {
  let capacity: Int
  private var entries: [(key: Float, index: Int32)] = []

  init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(2 * capacity + 2)
  }

  /// The indices found by the last search, in no particular order.
  var found: [Int32] { entries.map(\.index) }

  /// Searches one row of products for the columns with the smallest |y|^2 - 2 x y.
  mutating func search(
    _ products: Matrix<Float>, row: Int, norms: [Float], except itself: Int
  ) {
    entries.removeAll(keepingCapacity: true)
    var threshold = Float.infinity
    products.elements.withUnsafeBufferPointer { products in
      norms.withUnsafeBufferPointer { norms in
        let start = row * norms.count
        for other in norms.indices {
          let key = norms[other] - 2 * products[start + other]
          if key <= threshold, other != itself {
            entries.append((key, Int32(truncatingIfNeeded: other)))
            if entries.count > 2 * capacity { threshold = keepSmallest() }
          }
        }
      }
    }
    if entries.count > capacity { _ = keepSmallest() }
  }

  /// Drops all but the `capacity` smallest (Hoare's selection); returns the largest key that is left.
  private mutating func keepSmallest() -> Float {
    var low = 0
    var high = entries.count - 1
    let wanted = capacity - 1
    while low < high {
      let pivot = entries[(low + high) / 2].key
      var left = low
      var right = high
      while left <= right {
        while entries[left].key < pivot { left += 1 }
        while entries[right].key > pivot { right -= 1 }
        if left <= right {
          entries.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if wanted <= right { high = right } else if wanted >= left { low = left } else { break }
    }
    entries.removeLast(entries.count - capacity)
    return entries.reduce(-.infinity) { max($0, $1.key) }
  }
}

extension Matrix<Float> {
  /// The squared length of every row.
  fileprivate var squaredNorms: [Float] {
    (0..<rows).map { row in Float(self[row].reduce(0.0) { $0 + Double($1) * Double($1) }) }
  }

  /// The squared distance of two rows.
  fileprivate func squaredDistance(_ left: Int, _ right: Int) -> Double {
    elements.withUnsafeBufferPointer { elements in
      var sum = 0.0
      for column in 0..<columns {
        let step =
          Double(elements[left * columns + column]) - Double(elements[right * columns + column])
        sum += step * step
      }
      return sum
    }
  }
}
