import CKernels
import Numerics

/// A format that samples can be centred in.
protocol Centred: Scalar {
  /// y `[rows, columns]` = x - mean `[columns]`; the rows of x are `stride` numbers apart.
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Self>)
}

extension Float: Centred {
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Float>
  ) {
    ck_centre_float(rows, columns, x, stride, mean, y)
  }
}

extension Double: Centred {
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    ck_centre_double(rows, columns, x, stride, mean, y)
  }
}

/// Samples less their column means, handed out a block at a time, so that no second copy of the data
/// is ever made.
///
/// A block is centred in double precision and then rounded, if need be, so that single precision
/// costs a relative error of 2^-24 for each value, however far the data lies from zero. Products of
/// single precision are chains of at most 1024 terms, added up in double precision.
struct CentredSamples {
  let samples: Matrix<Float>
  /// The mean of each column: `[d]`.
  let mean: [Double]

  /// Takes the means of the samples themselves, summed in the order of the rows.
  init(_ samples: Matrix<Float>) {
    self.init(samples, mean: samples.columnMeans)
  }

  /// Takes means found elsewhere.
  init(_ samples: Matrix<Float>, mean: [Double]) {
    self.samples = samples
    self.mean = mean
  }

  /// The centred values of a range of rows and a range of columns.
  func block<Element: Centred>(
    _ rows: Range<Int>, _ columns: Range<Int>, as type: Element.Type = Double.self
  ) -> Matrix<Element> {
    var block = Matrix<Element>(rows: 0, columns: 0)
    centre(rows, columns, into: &block)
    return block
  }

  /// Writes the centred values of a range of rows and a range of columns over the first rows of a
  /// block, which is replaced when it does not fit.
  func centre<Element: Centred>(
    _ rows: Range<Int>, _ columns: Range<Int>, into block: inout Matrix<Element>
  ) {
    if block.rows < rows.count || block.columns != columns.count {
      block = Matrix(rows: rows.count, columns: columns.count)
    }
    block.elements.withUnsafeMutableBufferPointer { target in
      samples.elements.withUnsafeBufferPointer { source in
        mean.withUnsafeBufferPointer { mean in
          guard let x = source.baseAddress, let mean = mean.baseAddress, let y = target.baseAddress
          else { return }
          Element.centre(
            rows.count, columns.count,
            x + rows.lowerBound * samples.columns + columns.lowerBound, samples.columns,
            mean + columns.lowerBound, y)
        }
      }
    }
  }

  /// The ranges 0 ..< 512, 512 ..< 1024, … up to a count.
  static func ranges(_ count: Int, by size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// The sum of squares of the centred samples.
  var totalScatter: Double {
    var total = 0.0
    var values = Matrix<Float>(rows: 0, columns: 0)
    for rows in Self.ranges(samples.rows, by: 64) {
      for columns in Self.ranges(samples.columns, by: 1024) {
        centre(rows, columns, into: &values)
        values.elements.withUnsafeBufferPointer { values in
          if let values = values.baseAddress {
            total += Float.kernels.sum_of_squares(rows.count * columns.count, values)
          }
        }
      }
    }
    return total
  }
}

extension CentredSamples {
  /// The scatter matrix, the sum over samples of x x' after centring: `[d, d]`, both triangles.
  func scatter<Element: Centred>(in type: Element.Type) -> Matrix<Double> {
    let d = samples.columns
    var sum = Matrix<Double>(rows: d, columns: d)
    var whole = Matrix<Element>(rows: 0, columns: 0)
    for rows in Self.ranges(samples.rows, by: 1024) {
      centre(rows, 0..<d, into: &whole)
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
  func gram<Element: Centred>(in type: Element.Type) -> Matrix<Double> {
    let n = samples.rows
    var sum = Matrix<Double>(rows: n, columns: n)
    var whole = Matrix<Element>(rows: 0, columns: 0)
    for columns in Self.ranges(samples.columns, by: 1024) {
      centre(0..<n, columns, into: &whole)
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
  func projected<Element: Centred>(on directions: Matrix<Element>) -> Matrix<Double> {
    let k = directions.rows
    var result = Matrix<Double>(rows: samples.rows, columns: k)
    var values = Matrix<Element>(rows: 0, columns: 0)
    for rows in Self.ranges(samples.rows, by: 512) {
      for columns in Self.ranges(samples.columns, by: 1024) {
        centre(rows, columns, into: &values)
        result.addProduct(
          rows.count, k, columns.count, MatrixPart(values),
          MatrixPart(directions, column: columns.lowerBound, isTransposed: true),
          row: rows.lowerBound)
      }
    }
    return result
  }

  /// `[k, n]` weights times the centred samples: `[k, d]`.
  func combined<Element: Centred>(with weights: Matrix<Element>) -> Matrix<Double> {
    let k = weights.rows
    var result = Matrix<Double>(rows: k, columns: samples.columns)
    var values = Matrix<Element>(rows: 0, columns: 0)
    for columns in Self.ranges(samples.columns, by: 1024) {
      for rows in Self.ranges(samples.rows, by: 1024) {
        centre(rows, columns, into: &values)
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
    let narrow = vectors.converted(to: Float.self)
    return samples.rows < samples.columns
      ? appliedToRows(narrow).transposed : appliedToColumns(narrow.transposed)
  }

  /// The Gram matrix times the transpose of `[k, n]` vectors: `[n, k]`.
  private func appliedToRows(_ vectors: Matrix<Float>) -> Matrix<Double> {
    let (n, k) = (samples.rows, vectors.rows)
    var result = Matrix<Double>(rows: n, columns: k)
    var values = Matrix<Float>(rows: 0, columns: 0)
    for columns in Self.ranges(samples.columns, by: 512) {
      centre(0..<n, columns, into: &values)
      var half = Matrix<Double>(rows: k, columns: columns.count)
      for rows in Self.ranges(n, by: 1024) {
        half.addProduct(
          k, columns.count, rows.count, MatrixPart(vectors, column: rows.lowerBound),
          MatrixPart(values, row: rows.lowerBound))
      }
      result.addProduct(
        n, k, columns.count, MatrixPart(values),
        MatrixPart(half.converted(to: Float.self), isTransposed: true))
    }
    return result
  }

  /// The transpose of `[d, k]` vectors times the scatter matrix: `[k, d]`. The few rows that are
  /// treated at a time stay in the cache; chains run over 512 rows.
  private func appliedToColumns(_ vectors: Matrix<Float>) -> Matrix<Double> {
    let (d, k) = (samples.columns, vectors.columns)
    var result = Matrix<Double>(rows: k, columns: d)
    var values = Matrix<Float>(rows: 0, columns: 0)
    for rows in Self.ranges(samples.rows, by: 512) {
      var chains = Matrix<Float>(rows: k, columns: d)
      for few in Self.ranges(rows.count, by: 64) {
        centre(
          rows.lowerBound + few.lowerBound..<rows.lowerBound + few.upperBound, 0..<d, into: &values)
        var half = Matrix<Double>(rows: few.count, columns: k)
        for columns in Self.ranges(d, by: 1024) {
          half.addProduct(
            few.count, k, columns.count, MatrixPart(values, column: columns.lowerBound),
            MatrixPart(vectors, row: columns.lowerBound))
        }
        chains.lengthen(
          by: few.count, MatrixPart(half.converted(to: Float.self), isTransposed: true),
          MatrixPart(values))
      }
      result.add(chains)
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

extension Matrix<Float> {
  /// Goes on with every element's chain over the terms of a product `[rows, terms] [terms, columns]`.
  fileprivate mutating func lengthen(
    by terms: Int, _ left: MatrixPart<Float>, _ right: MatrixPart<Float>
  ) {
    let (rows, columns) = (rows, columns)
    elements.withUnsafeMutableBufferPointer { target in
      guard let result = target.baseAddress else { return }
      left.withOperand { a in
        right.withOperand { b in
          Product(rows, columns, terms, a, b, into: result, from: .current).runInParallel()
        }
      }
    }
  }
}

extension Matrix<Double> {
  /// Adds a matrix of the same size.
  fileprivate mutating func add(_ other: Matrix<Float>) {
    elements.withUnsafeMutableBufferPointer { target in
      other.elements.withUnsafeBufferPointer { source in
        for index in source.indices { target[index] += Double(source[index]) }
      }
    }
  }

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
