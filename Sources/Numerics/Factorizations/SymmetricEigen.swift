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

/// The largest eigenvalues of a symmetric operator and their eigenvectors, without the rest.
///
/// Block Krylov iteration with full reorthogonalisation and Rayleigh-Ritz projection (Golub and Van
/// Loan: "Matrix Computations", 4th edition, 10.3.6): the space grows by one block, the operator
/// applied to the newest, until every wanted pair satisfies |A v - l v| <= tolerance l_1.
public struct LeadingEigen: Sendable {
  /// The eigenvalues, largest first.
  public let values: [Double]
  /// The eigenvectors, one a row: `[count, n]`.
  public let vectors: Matrix<Double>

  /// The leading `count` pairs of a symmetric `[n, n]` matrix, both of whose triangles are filled; from
  /// the full decomposition where the matrix is small or much of it is wanted.
  ///
  /// - Throws: `NumericsError` for NaN and infinities.
  public init(_ count: Int, of matrix: Matrix<Double>) throws {
    if matrix.rows >= 400, count * 8 <= matrix.rows,
      let leading = try Self(
        count, size: matrix.rows, tolerance: 1e-12,
        applying: { Matrix.product($0, .none, matrix) })
    {
      self = leading
      return
    }
    let full = try SymmetricEigen(of: matrix, leading: count)
    values = Array(full.values.prefix(count))
    vectors = full.vectors
  }

  /// The leading `count` pairs of a symmetric operator on vectors of `size` elements, which takes and
  /// returns vectors as rows `[block, size]`; `block` is nil for one that holds all the pairs. A small
  /// block converges in fewer products, a large one in fewer rounds.
  ///
  /// - Returns: nil when half the dimensions of the space are used up before all pairs have converged.
  /// - Throws: `NumericsError` for NaN and infinities.
  public init?(
    _ count: Int, size: Int, block: Int? = nil, tolerance: Double,
    applying apply: (Matrix<Double>) throws -> Matrix<Double>
  ) throws {
    let block = block ?? (count + 8 + 15) / 16 * 16
    var stream = RandomStream(seed: 0, purpose: "eigenvectors")
    let start = Matrix<Double>(rows: block, columns: size) { target in
      for index in target.indices { target[index] = stream.normal() }
    }
    var newest = try start.orthonormalRows()
    var basis = Matrix<Double>(rows: 0, columns: size)
    var images = basis
    var nextCheck = 4
    var blocks = 0
    while (basis.rows + block) * 2 <= size {
      let image = try apply(newest)
      basis = basis.appending(newest)
      images = images.appending(image)
      blocks += 1
      if blocks >= nextCheck, basis.rows > count {
        nextCheck = blocks + max(1, blocks / 4)
        if let found = try Self(
          converged: count, tolerance: tolerance, basis: basis, images: images)
        {
          self = found
          return
        }
      }
      newest = image
      for _ in 0..<2 {
        let overlap = Matrix.product(newest, .none, basis, .transposed)
        newest.subtract(Matrix.product(overlap, .none, basis))
        newest = try newest.orthonormalRows()
      }
    }
    return nil
  }

  /// The best approximations within a space, given by an orthonormal basis `[m, n]` and its image; nil
  /// while one of them has too large a residual.
  private init?(
    converged count: Int, tolerance: Double, basis: Matrix<Double>, images: Matrix<Double>
  ) throws {
    let ritz = try SymmetricEigen(
      of: Matrix.product(basis, .none, images, .transposed), leading: count)
    let weights = ritz.vectors
    let vectors = Matrix.product(weights, .none, basis)
    var residuals = Matrix.product(weights, .none, images)
    let limit = tolerance * abs(ritz.values[0])
    for row in 0..<count {
      var square = 0.0
      for column in 0..<basis.columns {
        let index = row * basis.columns + column
        residuals.elements[index] -= ritz.values[row] * vectors.elements[index]
        square += residuals.elements[index] * residuals.elements[index]
      }
      if square.squareRoot() > limit { return nil }
    }
    values = Array(ritz.values.prefix(count))
    self.vectors = vectors
  }
}

extension Matrix<Double> {
  /// The rows of this matrix and then those of another.
  fileprivate func appending(_ other: Matrix) -> Matrix {
    Matrix(rows: rows + other.rows, columns: columns) { target in
      for index in elements.indices { target[index] = elements[index] }
      for index in other.elements.indices {
        target[elements.count + index] = other.elements[index]
      }
    }
  }

  fileprivate mutating func subtract(_ other: Matrix) {
    for index in elements.indices { elements[index] -= other.elements[index] }
  }
}

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
