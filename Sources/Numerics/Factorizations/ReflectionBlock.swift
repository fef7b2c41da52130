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
