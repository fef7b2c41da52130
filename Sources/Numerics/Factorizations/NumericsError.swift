/// What can go wrong in linear algebra.
public enum NumericsError: Error, Equatable, CustomStringConvertible {
  /// A square matrix was needed.
  case notSquare(Int, Int)
  /// An entry is NaN or infinite.
  case notFinite(row: Int, column: Int)
  /// Eigenvalues that were not found in as many steps as they ever take.
  case noConvergence

  /// The message.
  public var description: String {
    switch self {
    case .notSquare(let rows, let columns):
      "a square matrix is needed, this one is \(rows) x \(columns)"
    case .notFinite(let row, let column):
      "a matrix to be decomposed holds NaN or infinity at row \(row), column \(column): are values "
        + "so large that their products overflow?"
    case .noConvergence:
      "the eigenvalues of a tridiagonal matrix did not converge"
    }
  }
}
