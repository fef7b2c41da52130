/// The eigenvalues and eigenvectors of a symmetric matrix, the same bits on every machine.
///
/// Reduction to tridiagonal form, divide and conquer there, and the way back. Residuals and the
/// vectors' products are off by some units of rounding times the largest eigenvalue, or one.
public struct SymmetricEigen: Sendable {
  /// All eigenvalues, largest first: `[n]`.
  public let values: [Double]
  /// Eigenvectors of length one, one a row, in the order of the values; the first of the entries of the
  /// largest magnitude is positive: `[count, n]`.
  public let vectors: Matrix<Double>

  /// Decomposes a symmetric `[n, n]` matrix, of which the lower triangle is read.
  ///
  /// - Parameters:
  ///   - matrix: the matrix.
  ///   - count: the number of eigenvectors, those of the largest values; nil for all.
  /// - Throws: `NumericsError` for a matrix that is not square or holds NaN or infinity.
  public init(of matrix: Matrix<Double>, leading count: Int? = nil) throws {
    let n = matrix.rows
    guard n > 0, matrix.columns == n else { throw NumericsError.notSquare(n, matrix.columns) }
    if let place = matrix.firstNonFinite {
      throw NumericsError.notFinite(row: place.row, column: place.column)
    }
    let count = max(0, min(n, count ?? n))
    let power = PowerOfTwo(normalizing: matrix.elements.reduce(0) { max($0, abs($1)) })
    let form = TridiagonalForm(of: matrix, times: power)
    var work = [Double](repeating: 0, count: n * n)
    var values: [Double] = []
    vectors = try Matrix(rows: count, columns: n) { target in
      try work.withUnsafeMutableBufferPointer { work in
        guard let work = work.baseAddress else { return }
        let eigen = try TridiagonalEigen(
          diagonal: form.diagonal, beside: form.offDiagonal, leading: count, vectors: work)
        values = eigen.order.reversed().map { power.unscaling(eigen.values[$0]) }
        guard let target = target.baseAddress else { return }
        for (row, place) in eigen.order.reversed().prefix(count).enumerated() {
          (target + row * n).update(from: work + place * n, count: n)
        }
        form.apply(to: target, count: count, rowStride: n)
        for row in 0..<count { Self.settleSign(target + row * n, n) }
      }
    }
    self.values = values
  }

  /// Makes the first of the entries of the largest magnitude positive.
  private static func settleSign(_ vector: UnsafeMutablePointer<Double>, _ count: Int) {
    var largest = 0.0
    for place in 0..<count where abs(vector[place]) > abs(largest) { largest = vector[place] }
    guard largest < 0 else { return }
    for place in 0..<count { vector[place] = -vector[place] }
  }
}
