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
