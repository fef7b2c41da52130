import CKernels

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
