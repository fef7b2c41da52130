import Numerics

extension CentredSamples {
  /// The scatter matrix, the sum over samples of x x' after centring: `[d, d]`, both triangles.
  func scatter<Element: Scalar>(in type: Element.Type) -> Matrix<Double> {
    let d = samples.columns
    var sum = Matrix<Double>(rows: d, columns: d)
    for rows in Self.ranges(samples.rows, by: 1024) {
      let whole = block(rows, 0..<d, as: Element.self)
      for panel in Self.ranges(d, by: 512) {
        sum.addProduct(
          panel.count, d - panel.lowerBound, rows.count,
          MatrixPart(whole, column: panel.lowerBound, isTransposed: true),
          MatrixPart(whole, column: panel.lowerBound), row: panel.lowerBound,
          column: panel.lowerBound)
      }
    }
    sum.mirrorUpperTriangle()
    return sum
  }

  /// The Gram matrix, the inner products of the centred samples: `[n, n]`, both triangles.
  func gram<Element: Scalar>(in type: Element.Type) -> Matrix<Double> {
    let n = samples.rows
    var sum = Matrix<Double>(rows: n, columns: n)
    for columns in Self.ranges(samples.columns, by: 1024) {
      let whole = block(0..<n, columns, as: Element.self)
      for panel in Self.ranges(n, by: 256) {
        sum.addProduct(
          panel.count, n - panel.lowerBound, columns.count,
          MatrixPart(whole, row: panel.lowerBound),
          MatrixPart(whole, row: panel.lowerBound, isTransposed: true), row: panel.lowerBound,
          column: panel.lowerBound)
      }
    }
    sum.mirrorUpperTriangle()
    return sum
  }

  /// The centred samples times the transpose of `[k, d]` directions: `[n, k]`.
  func projected<Element: Scalar>(on directions: Matrix<Element>) -> Matrix<Double> {
    let k = directions.rows
    var result = Matrix<Double>(rows: samples.rows, columns: k)
    for rows in Self.ranges(samples.rows, by: 512) {
      for columns in Self.ranges(samples.columns, by: 1024) {
        let values = block(rows, columns, as: Element.self)
        result.addProduct(
          rows.count, k, columns.count, MatrixPart(values),
          MatrixPart(directions, column: columns.lowerBound, isTransposed: true),
          row: rows.lowerBound)
      }
    }
    return result
  }

  /// `[k, n]` weights times the centred samples: `[k, d]`.
  func combined<Element: Scalar>(with weights: Matrix<Element>) -> Matrix<Double> {
    let k = weights.rows
    var result = Matrix<Double>(rows: k, columns: samples.columns)
    for columns in Self.ranges(samples.columns, by: 1024) {
      for rows in Self.ranges(samples.rows, by: 1024) {
        let values = block(rows, columns, as: Element.self)
        result.addProduct(
          k, columns.count, rows.count, MatrixPart(weights, column: rows.lowerBound),
          MatrixPart(values), column: columns.lowerBound)
      }
    }
    return result
  }

  /// `[k, d]` vectors times the scatter matrix, or, when there are fewer samples than columns, `[k, n]`
  /// vectors times the Gram matrix: in single precision, in one sweep over the samples.
  func appliedToSmallerSide(_ vectors: Matrix<Double>) -> Matrix<Double> {
    let (n, d, k) = (samples.rows, samples.columns, vectors.rows)
    let narrow = vectors.converted(to: Float.self)
    var result = Matrix<Double>(rows: k, columns: vectors.columns)
    if n < d {
      for columns in Self.ranges(d, by: 512) {
        let values = block(0..<n, columns, as: Float.self)
        var half = Matrix<Double>(rows: k, columns: columns.count)
        for rows in Self.ranges(n, by: 1024) {
          half.addProduct(
            k, columns.count, rows.count, MatrixPart(narrow, column: rows.lowerBound),
            MatrixPart(values, row: rows.lowerBound))
        }
        result.addProduct(
          k, n, columns.count, MatrixPart(half.converted(to: Float.self)),
          MatrixPart(values, isTransposed: true))
      }
    } else {
      for rows in Self.ranges(n, by: 512) {
        let values = block(rows, 0..<d, as: Float.self)
        var half = Matrix<Double>(rows: k, columns: rows.count)
        for columns in Self.ranges(d, by: 1024) {
          half.addProduct(
            k, rows.count, columns.count, MatrixPart(narrow, column: columns.lowerBound),
            MatrixPart(values, column: columns.lowerBound, isTransposed: true))
        }
        result.addProduct(
          k, d, rows.count, MatrixPart(half.converted(to: Float.self)), MatrixPart(values))
      }
    }
    return result
  }
}

/// A part of a matrix, as an operand of a product: what lies below and right of one element.
struct MatrixPart<Element: Scalar> {
  let whole: Matrix<Element>
  let row: Int
  let column: Int
  /// Whether rows and columns are swapped, after the part is taken.
  let isTransposed: Bool

  init(_ whole: Matrix<Element>, row: Int = 0, column: Int = 0, isTransposed: Bool = false) {
    self.whole = whole
    self.row = row
    self.column = column
    self.isTransposed = isTransposed
  }

  fileprivate func withOperand(_ body: (Product<Element>.Operand) -> Void) {
    whole.elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      let first = base + row * whole.columns + column
      body(isTransposed ? .transposed(first, of: whole.columns) : .rows(first, of: whole.columns))
    }
  }
}

extension Matrix<Double> {
  /// Adds a product `[m, k] [k, n]` to the part of this matrix that begins at a row and a column.
  mutating func addProduct<Factor: Scalar>(
    _ m: Int, _ n: Int, _ k: Int, _ left: MatrixPart<Factor>, _ right: MatrixPart<Factor>,
    row firstRow: Int = 0, column firstColumn: Int = 0
  ) {
    let product = Matrix<Factor>(rows: m, columns: n) { target in
      guard let result = target.baseAddress else { return }
      left.withOperand { a in
        right.withOperand { b in Product<Factor>(m, n, k, a, b, into: result).runInParallel() }
      }
    }
    let columns = columns
    elements.withUnsafeMutableBufferPointer { target in
      product.elements.withUnsafeBufferPointer { source in
        for row in 0..<m {
          let to = (firstRow + row) * columns + firstColumn
          for column in 0..<n { target[to + column] += Double(source[row * n + column]) }
        }
      }
    }
  }

  /// Copies what lies above the diagonal below it, in tiles that stay in the cache.
  fileprivate mutating func mirrorUpperTriangle() {
    let n = rows
    elements.withUnsafeMutableBufferPointer { target in
      for rows in CentredSamples.ranges(n, by: 32) {
        for columns in CentredSamples.ranges(n, by: 32) where columns.upperBound > rows.lowerBound {
          for row in rows {
            for column in columns where column > row {
              target[column * n + row] = target[row * n + column]
            }
          }
        }
      }
    }
  }
}
