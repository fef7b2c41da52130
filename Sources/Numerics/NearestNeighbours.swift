import CKernels

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
  /// `rows` are the samples whose neighbours are wanted; none: all.
  public init(of samples: Matrix<Float>, rows: [Int]? = nil, count asked: Int) {
    let centred = samples.lessColumnMeans
    self.init(
      of: rows.map { centred.selecting(rows: $0) } ?? centred, among: centred,
      count: max(0, min(asked, samples.rows - 1))
    ) { rows?[$0] ?? $0 }
  }

  /// Finds for each of some samples the `count` nearest of others, fewer where there are not as many.
  public init(of samples: Matrix<Float>, among others: Matrix<Float>, count asked: Int) {
    let means = others.columnMeans
    self.init(
      of: samples.less(means), among: others.less(means), count: max(0, min(asked, others.rows))
    ) { _ in -1 }
  }

  /// Finds the nearest of centred samples among others, but for one that is the sample itself.
  private init(
    of samples: Matrix<Float>, among others: Matrix<Float>, count: Int,
    except itself: @Sendable (Int) -> Int
  ) {
    let norms = others.squaredNorms
    let capacity = max(1, min(others.rows, count + Self.slack))
    let blocks = stride(from: 0, to: samples.rows, by: Self.block)
      .map { $0..<min(samples.rows, $0 + Self.block) }
    let found = Parallel.map(blocks: blocks.count) { block in
      let rows = blocks[block]
      let products = Matrix.product(samples.selecting(rows: rows), .none, others, .transposed)
      var indices: [Int32] = []
      var distances: [Double] = []
      var selection = Selection(capacity: capacity)
      for row in rows where count > 0 {
        selection.search(
          products, row: row - rows.lowerBound, norms: norms, except: itself(row))
        let ordered = selection.found.map { other in
          (samples.squaredDistance(row, to: others, Int(other)), other)
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
  private var places: [Int32]

  /// Columns that are compared with one threshold.
  private static let chunk = 512

  init(capacity: Int) {
    self.capacity = capacity
    places = Array(repeating: 0, count: Self.chunk)
    entries.reserveCapacity(2 * capacity + 2)
  }

  /// The indices found by the last search, in no particular order.
  var found: [Int32] { entries.map(\.index) }

  /// Searches one row of products for the columns with the smallest |y|^2 - 2 x y.
  mutating func search(
    _ products: Matrix<Float>, row: Int, norms: [Float], except itself: Int
  ) {
    entries.removeAll(keepingCapacity: true)
    let count = norms.count
    var threshold = Float.infinity
    products.elements.withUnsafeBufferPointer { products in
      norms.withUnsafeBufferPointer { norms in
        guard let line = products.baseAddress.map({ $0 + row * norms.count }),
          let norms = norms.baseAddress
        else { return }
        for first in stride(from: 0, to: count, by: Self.chunk) {
          let near = ck_columns_below(
            line + first, norms + first, min(Self.chunk, count - first), threshold, &places)
          for place in places[..<near] {
            let other = first + Int(place)
            let key = norms[other] - 2 * line[other]
            guard key <= threshold, other != itself else { continue }
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
  package var squaredNorms: [Float] {
    (0..<rows).map { row in Float(self[row].reduce(0.0) { $0 + Double($1) * Double($1) }) }
  }

  /// The squared distance of two rows, from differences in double precision.
  package func squaredDistance(_ left: Int, _ right: Int) -> Double {
    squaredDistance(left, to: self, right)
  }

  /// The squared distance of a row to a row of another matrix of as many columns.
  package func squaredDistance(_ left: Int, to others: Matrix, _ right: Int) -> Double {
    elements.withUnsafeBufferPointer { elements in
      others.elements.withUnsafeBufferPointer { others in
        var sum = 0.0
        for column in 0..<columns {
          let step =
            Double(elements[left * columns + column]) - Double(others[right * columns + column])
          sum += step * step
        }
        return sum
      }
    }
  }
}

/// The samples within a distance of each sample, itself among them, exactly.
///
/// Candidates come from |x|^2 - 2 x y in single precision, through the matrix product; those that its
/// rounding leaves in doubt are measured from differences in double precision.
package struct RadiusSearch: Sendable {
  /// Samples searched for at a time.
  private static let block = 128

  private let samples: Matrix<Float>
  private let centred: Matrix<Float>
  private let norms: [Float]
  private let squaredRadius: Double
  private let largestNorm: Double

  /// Prepares to search among samples `[n, d]`.
  package init(_ samples: Matrix<Float>, radius: Double) {
    self.samples = samples
    centred = samples.lessColumnMeans
    norms = centred.squaredNorms
    largestNorm = Double(norms.max() ?? 0)
    squaredRadius = radius * radius
  }

  /// How many blocks of samples there are; each can be searched on a thread of its own.
  package var blocks: Int { (centred.rows + Self.block - 1) / Self.block }

  /// Tells for every sample of a block which ones are near, in ascending order.
  package func visit(_ block: Int, _ body: (_ row: Int, _ near: ArraySlice<Int32>) -> Void) {
    let rows = block * Self.block..<min(centred.rows, (block + 1) * Self.block)
    let products = Matrix.product(centred.selecting(rows: rows), .none, centred, .transposed)
    var found = [Int32](repeating: 0, count: centred.rows)
    for row in rows {
      // The chain of a product of rows is off by at most d 2^-24 |x| |y|.
      let own = Double(norms[row])
      let doubt =
        (Double(centred.columns) + 8) * 0x1p-22
        * (own.squareRoot() * largestNorm.squareRoot() + own)
        + 0x1p-22 * largestNorm
      let limit = squaredRadius - own
      let count = products.elements.withUnsafeBufferPointer { products in
        products.baseAddress.map {
          ck_columns_below(
            $0 + (row - rows.lowerBound) * centred.rows, norms, centred.rows,
            Float(limit + doubt).nextUp, &found)
        } ?? 0
      }
      var kept = 0
      for place in 0..<count {
        let other = Int(found[place])
        let key =
          Double(norms[other]) - 2 * Double(products[row - rows.lowerBound, other])
        guard key < limit - doubt || samples.squaredDistance(row, other) <= squaredRadius else {
          continue
        }
        found[kept] = found[place]
        kept += 1
      }
      body(row, found[..<kept])
    }
  }
}

/// Rows of floats, each padded with zeros to a multiple of 16: what the distance kernels read.
public struct PaddedRows: Sendable {
  /// The number of rows.
  public let count: Int
  /// The floats of one row, padding included: a multiple of 16.
  public let width: Int
  /// The rows, one after the other.
  public var elements: [Float]

  /// Rows of zeros, wide enough for `columns` values.
  public init(count: Int, columns: Int) {
    self.count = count
    width = (columns + 15) / 16 * 16
    elements = Array(repeating: 0, count: count * width)
  }

  /// The rows of a matrix.
  public init(_ matrix: Matrix<Float>) {
    self.init(count: matrix.rows, columns: matrix.columns)
    for row in 0..<count {
      for column in 0..<matrix.columns {
        elements[row * width + column] = matrix.elements[row * matrix.columns + column]
      }
    }
  }

  /// The rows without their padding, as a matrix of `columns` columns, at most `width`.
  public func matrix(columns: Int) -> Matrix<Float> {
    Matrix(rows: count, columns: columns) { target in
      for row in 0..<count {
        for column in 0..<columns {
          target[row * columns + column] = elements[row * width + column]
        }
      }
    }
  }
}
