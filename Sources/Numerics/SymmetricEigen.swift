import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix.
public struct SymmetricEigen: Sendable {
  /// The eigenvalues, largest first.
  public let values: [Double]
  /// The eigenvectors, one a row, in the order of the values: `[count, n]`.
  public let vectors: Matrix<Double>

  /// Decomposes a symmetric `[n, n]` matrix, of which the lower triangle is read, by LAPACK's
  /// divide and conquer (`dsyevd`).
  ///
  /// - Throws: `NumericsError.noConvergence` when LAPACK gives up, as it does on NaN.
  public init(of matrix: Matrix<Double>) throws {
    let n = matrix.rows
    guard n > 0, matrix.columns == n else { throw NumericsError.notSquare(n, matrix.columns) }
    var a = matrix.elements
    var w = [Double](repeating: 0, count: n)
    var size = Int32(n)
    var info: Int32 = 0
    var query = [0.0]
    var integerQuery: [Int32] = [0]
    var ask: Int32 = -1
    // Row-major lower is column-major upper.
    dsyevd_("V", "U", &size, &a, &size, &w, &query, &ask, &integerQuery, &ask, &info)
    var length = Int32(query[0])
    var integerLength = integerQuery[0]
    var work = [Double](repeating: 0, count: max(1, Int(length)))
    var integerWork = [Int32](repeating: 0, count: max(1, Int(integerLength)))
    dsyevd_(
      "V", "U", &size, &a, &size, &w, &work, &length, &integerWork, &integerLength, &info)
    guard info == 0 else { throw NumericsError.noConvergence("dsyevd", Int(info)) }
    values = w.reversed()
    vectors = Matrix(rows: n, columns: n) { rows in
      for row in 0..<n {
        for column in 0..<n { rows[row * n + column] = a[(n - 1 - row) * n + column] }
      }
    }
  }
}

/// What can go wrong in linear algebra.
public enum NumericsError: Error, Equatable, CustomStringConvertible {
  /// A square matrix was needed.
  case notSquare(Int, Int)
  /// A LAPACK routine gave up, with its `info`.
  case noConvergence(String, Int)

  /// The message.
  public var description: String {
    switch self {
    case .notSquare(let rows, let columns):
      "a square matrix is needed, this one is \(rows) x \(columns)"
    case .noConvergence(let routine, let info):
      "\(routine) did not converge (info \(info)): does the data hold NaN or infinity?"
    }
  }
}
