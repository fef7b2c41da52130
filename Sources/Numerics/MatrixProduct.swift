import CKernels

/// Whether an operand of a product is taken as it stands or transposed.
public enum Transposition: Sendable {
  /// As it stands.
  case none
  /// Rows and columns swapped.
  case transposed
}

extension Matrix {
  /// The product of two matrices, either of them transposed first.
  ///
  /// Each element is one chain of fused multiply-adds in the order of the inner index, so the bits
  /// are the same on every CPU and for any number of threads.
  public static func product(
    _ left: Matrix, _ leftTransposition: Transposition = .none,
    _ right: Matrix, _ rightTransposition: Transposition = .none
  ) -> Matrix {
    let a = leftTransposition == .none ? left : left.transposed
    let b = rightTransposition == .none ? right : right.transposed
    var result = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for k in 0..<a.columns {
        let factor = a[i, k]
        for j in 0..<b.columns { result[i, j].addProduct(factor, b[k, j]) }
      }
    }
    return result
  }

  /// Rows and columns swapped.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { target in
      for row in 0..<rows {
        for column in 0..<columns { target[column * rows + row] = self[row, column] }
      }
    }
  }
}
