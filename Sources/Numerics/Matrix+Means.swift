extension Matrix {
  /// The mean of every column, summed in double precision in the order of the rows: `[columns]`.
  @inlinable public var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    elements.withUnsafeBufferPointer { source in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          for column in 0..<columns { sums[column] += Double(source[row * columns + column]) }
        }
      }
    }
    return sums.map { $0 / Double(max(1, rows)) }
  }

  /// The matrix with every column shifted to mean 0: distances stay, their rounding shrinks.
  @inlinable public var lessColumnMeans: Matrix { less(columnMeans) }

  /// The matrix with a number taken from every element of each column, worked out in double precision.
  @inlinable public func less(_ means: [Double]) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns {
            let index = row * columns + column
            target[index] = Element(Double(source[index]) - means[column])
          }
        }
      }
    }
  }
}
