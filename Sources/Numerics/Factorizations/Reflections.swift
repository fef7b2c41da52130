import CKernels

/// Householder reflections I - t v v', where v is one at its pivot (Golub and Van Loan: "Matrix
/// Computations", 4th edition, 5.1.2).
enum Reflection {
  /// Below this the square of a length has lost digits.
  private static let smallestSquare = 0x1p-900

  /// Finds the reflection that turns a vector, its pivot and `count` numbers beside, into a multiple of
  /// the pivot's unit vector.
  ///
  /// The numbers become v without its pivot, which is one, and the pivot that multiple.
  /// - Returns: t, in 1 ... 2; 0 where the numbers are zeros, so that nothing has to be reflected.
  static func find(
    pivot: inout Double, beside numbers: UnsafeMutablePointer<Double>, count: Int
  ) -> Double {
    let tail = Double.kernels.sum_of_squares(count, numbers)
    if tail + pivot * pivot < smallestSquare {
      return findSmall(pivot: &pivot, beside: numbers, count: count)
    }
    guard tail > 0 else { return 0 }
    let length = (pivot * pivot + tail).squareRoot()
    let image = pivot < 0 ? length : -length
    Double.kernels.scale(count, 1 / (pivot - image), numbers, numbers)
    let factor = (image - pivot) / image
    pivot = image
    return factor
  }

  /// The same for a vector whose squares underflow.
  private static func findSmall(
    pivot: inout Double, beside numbers: UnsafeMutablePointer<Double>, count: Int
  ) -> Double {
    let largest = (0..<count).reduce(abs(pivot)) { max($0, abs(numbers[$1])) }
    guard largest > 0 else { return 0 }
    let power = PowerOfTwo(normalizing: largest)
    for place in 0..<count { numbers[place] = power.scaling(numbers[place]) }
    var scaled = power.scaling(pivot)
    let factor = find(pivot: &scaled, beside: numbers, count: count)
    pivot = power.unscaling(scaled)
    return factor
  }
}

/// Reflections that are applied together: their product, the first to the left, is I - V' T V with their
/// vectors as the rows of V (Schreiber and Van Loan: "A storage-efficient WY representation for products
/// of Householder transformations", 1989).
struct ReflectionBlock {
  /// The vectors, zeros where theirs end: `[k, width]`.
  private let vectors: Matrix<Double>
  /// The triangle -T: `[k, k]`.
  private let triangle: Matrix<Double>

  /// Gathers reflections of the given factors, whose vectors `[k, width]` a closure writes over zeros.
  init(
    factors: ArraySlice<Double>, width: Int,
    vectors write: (UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    let k = factors.count
    let vectors = Matrix(rows: k, columns: width, initializingWith: write)
    let overlaps = Matrix.product(vectors, .none, vectors, .transposed)
    var triangle = Matrix<Double>(rows: k, columns: k)
    for (place, factor) in factors.enumerated() {
      triangle[place, place] = -factor
      for row in 0..<place {
        var sum = 0.0
        for i in row..<place { sum += triangle[row, i] * overlaps[i, place] }
        triangle[row, place] = -sum * factor
      }
    }
    self.vectors = vectors
    self.triangle = triangle
  }

  /// Multiplies rows x `[rows, width]`, which begin `stride` numbers apart, from the right by the
  /// reflections, the first one first or, for the inverse, last.
  func apply(
    to x: UnsafeMutablePointer<Double>, rows: Int, stride: Int, isInverse: Bool = false
  ) {
    let (k, width) = (vectors.rows, vectors.columns)
    let products = Matrix<Double>(rows: rows, columns: k) { target in
      vectors.elements.withUnsafeBufferPointer { vectors in
        guard let v = vectors.baseAddress, let target = target.baseAddress else { return }
        Product<Double>(
          rows, k, width, .rows(x, of: stride), .transposed(v, of: width), into: target
        ).runInParallel()
      }
    }
    let turned = Matrix.product(products, .none, triangle, isInverse ? .transposed : .none)
    turned.elements.withUnsafeBufferPointer { turned in
      vectors.elements.withUnsafeBufferPointer { vectors in
        guard let turned = turned.baseAddress, let v = vectors.baseAddress else { return }
        Product<Double>(
          rows, width, k, .rows(turned, of: k), .rows(v, of: width), into: x, rowStride: stride,
          from: .current
        ).runInParallel()
      }
    }
  }
}

extension Matrix<Double> {
  /// The rows of a block of reflections.
  private static var reflectionBlock: Int { 16 }

  /// An orthonormal basis of the space that the rows span, as many vectors as rows, the first of them a
  /// basis of the first rows' space; where rows depend on others, further vectors fill the basis. By
  /// Householder reflections in blocks (Golub and Van Loan: "Matrix Computations", 4th edition, 5.2.3).
  /// A vector forms no obtuse angle with its row.
  ///
  /// - Precondition: rows do not outnumber columns.
  /// - Throws: `NumericsError.notFinite` for NaN and infinities.
  public func orthonormalRows() throws -> Matrix {
    precondition(rows <= columns, "\(rows) rows have no orthonormal basis of \(columns) numbers")
    if let place = firstNonFinite {
      throw NumericsError.notFinite(row: place.row, column: place.column)
    }
    var vectors = elements
    return Matrix(rows: rows, columns: columns) { target in
      vectors.withUnsafeMutableBufferPointer { vectors in
        guard let base = vectors.baseAddress, let basis = target.baseAddress else { return }
        for row in 0..<rows { Self.scaleRow(base + row * columns, columns) }
        var blocks: [(first: Int, block: ReflectionBlock)] = []
        for first in stride(from: 0, to: rows, by: Self.reflectionBlock) {
          let end = Swift.min(rows, first + Self.reflectionBlock)
          let block = reduce(first..<end, base, basis)
          block.apply(to: base + end * columns + first, rows: rows - end, stride: columns)
          blocks.append((first, block))
        }
        for (first, block) in blocks.reversed() {
          block.apply(
            to: basis + first * columns + first, rows: rows - first, stride: columns,
            isInverse: true)
        }
      }
    }
  }

  /// Brings the largest magnitude of a row into 1 ..< 2.
  private static func scaleRow(_ row: UnsafeMutablePointer<Double>, _ count: Int) {
    let power = PowerOfTwo(
      normalizing: (0..<count).reduce(0) { Swift.max($0, abs(row[$1])) })
    for place in 0..<count { row[place] = power.scaling(row[place]) }
  }

  /// Finds the reflections of some rows, one after the other, in place: row i holds the vector of its
  /// reflection from place i, its pivot, on. The unit vectors that they turn into the rows' basis are
  /// written to `basis`.
  private func reduce(
    _ range: Range<Int>, _ base: UnsafeMutablePointer<Double>,
    _ basis: UnsafeMutablePointer<Double>
  ) -> ReflectionBlock {
    let kernels = ck_row_kernels_in_use().pointee
    var factors: [Double] = []
    for row in range {
      let v = base + row * columns + row
      let factor = Reflection.find(pivot: &v[0], beside: v + 1, count: columns - row - 1)
      factors.append(factor)
      basis[row * columns + row] = v[0] < 0 ? -1 : 1
      v[0] = 1
      let below = range.upperBound - row - 1
      var products = [Double](repeating: 0, count: below)
      kernels.multiply(below, columns - row, v + columns, columns, v, &products)
      for i in products.indices { products[i] *= -factor }
      kernels.spread(below, columns - row, products, v, v + columns, columns)
    }
    let (first, width) = (range.lowerBound, columns - range.lowerBound)
    return ReflectionBlock(factors: factors[...], width: width) { target in
      for row in range {
        for column in row..<columns {
          target[(row - first) * width + column - first] = base[row * columns + column]
        }
      }
    }
  }
}

/// A power of two, by which numbers are scaled without rounding; its own reciprocal may be out of
/// range.
struct PowerOfTwo {
  private let exponent: Int

  /// The power that brings a magnitude into 1 ..< 2; 1 for 0.
  init(normalizing magnitude: Double) {
    exponent = magnitude > 0 ? -Int(magnitude.exponent) : 0
  }

  /// A number times the power.
  func scaling(_ number: Double) -> Double { Self.scale(number, exponent) }

  /// A number divided by the power: 0 or infinity where that is out of range.
  func unscaling(_ number: Double) -> Double { Self.scale(number, -exponent) }

  /// In two steps, since 2^1074 is no number and its root is one.
  private static func scale(_ number: Double, _ exponent: Int) -> Double {
    let half = exponent / 2
    return number * power(half) * power(exponent - half)
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
