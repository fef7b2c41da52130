import COpenBLAS

extension Matrix<Double> {
  /// An orthonormal basis of the space that the rows span, as many vectors as rows; rows must not
  /// outnumber columns. By Householder reflections (LAPACK's `dgeqrf`, `dorgqr`), on the rows as the
  /// columns of a column-major matrix.
  ///
  /// - Throws: `NumericsError.noConvergence` when LAPACK refuses its arguments.
  public func orthonormalRows() throws -> Matrix {
    var a = elements
    var length = Int32(columns)
    var count = Int32(rows)
    var tau = [Double](repeating: 0, count: Swift.max(1, rows))
    var workCount = Int32(Swift.max(1, rows) * 64)
    var work = [Double](repeating: 0, count: Int(workCount))
    var info: Int32 = 0
    dgeqrf_(&length, &count, &a, &length, &tau, &work, &workCount, &info)
    guard info == 0 else { throw NumericsError.noConvergence("dgeqrf", Int(info)) }
    dorgqr_(&length, &count, &count, &a, &length, &tau, &work, &workCount, &info)
    guard info == 0 else { throw NumericsError.noConvergence("dorgqr", Int(info)) }
    return Matrix(rows: rows, columns: columns) { target in
      for index in a.indices { target[index] = a[index] }
    }
  }
}
