import Numerics

/// Samples less their column means, handed out in double precision a block at a time, so that no
/// second copy of the data is ever made.
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
  func block(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: columns.count) { target in
      samples.elements.withUnsafeBufferPointer { source in
        mean.withUnsafeBufferPointer { mean in
          var place = 0
          for row in rows {
            let start = row * samples.columns
            for column in columns {
              target[place] = Double(source[start + column]) - mean[column]
              place += 1
            }
          }
        }
      }
    }
  }

  /// The ranges 0 ..< 512, 512 ..< 1024, … up to a count.
  static func ranges(_ count: Int, by size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// The scatter matrix, the sum over samples of x x' after centring: `[d, d]`, both triangles.
  func scatter() -> Matrix<Double> {
    let d = samples.columns
    var sum = Matrix<Double>(rows: d, columns: d)
    for rows in Self.ranges(samples.rows, by: 1024) {
      let whole = block(rows, 0..<d)
      for panel in Self.ranges(d, by: 512) {
        let left = whole.selecting(columns: panel)
        let right = whole.selecting(columns: panel.lowerBound..<d)
        sum.add(
          Matrix.product(left, .transposed, right), atRow: panel.lowerBound,
          column: panel.lowerBound)
      }
    }
    sum.mirrorUpperTriangle()
    return sum
  }

  /// The Gram matrix, the inner products of the centred samples: `[n, n]`, both triangles.
  func gram() -> Matrix<Double> {
    let n = samples.rows
    var sum = Matrix<Double>(rows: n, columns: n)
    for columns in Self.ranges(samples.columns, by: 2048) {
      let whole = block(0..<n, columns)
      for panel in Self.ranges(n, by: 256) {
        let left = whole.selecting(rows: panel)
        let right = whole.selecting(rows: panel.lowerBound..<n)
        sum.add(
          Matrix.product(left, .none, right, .transposed), atRow: panel.lowerBound,
          column: panel.lowerBound)
      }
    }
    sum.mirrorUpperTriangle()
    return sum
  }

  /// The centred samples times the transpose of `[k, d]` directions: `[n, k]`.
  func projected(on directions: Matrix<Double>) -> Matrix<Double> {
    let n = samples.rows
    var result = Matrix<Double>(rows: n, columns: directions.rows)
    for columns in Self.ranges(samples.columns, by: 8192) {
      let chosen = directions.selecting(columns: columns)
      for rows in Self.ranges(n, by: 1024) {
        let product = Matrix.product(block(rows, columns), .none, chosen, .transposed)
        result.add(product, atRow: rows.lowerBound, column: 0)
      }
    }
    return result
  }

  /// `[k, n]` weights times the centred samples: `[k, d]`.
  func combined(with weights: Matrix<Double>) -> Matrix<Double> {
    let n = samples.rows
    var result = Matrix<Double>(rows: weights.rows, columns: samples.columns)
    for rows in Self.ranges(n, by: 1024) {
      let chosen = weights.selecting(columns: rows)
      for columns in Self.ranges(samples.columns, by: 8192) {
        let product = Matrix.product(chosen, .none, block(rows, columns))
        result.add(product, atRow: 0, column: columns.lowerBound)
      }
    }
    return result
  }
}

extension Matrix<Double> {
  /// The columns of a range.
  func selecting(columns range: Range<Int>) -> Matrix {
    if range == 0..<columns { return self }
    return Matrix(rows: rows, columns: range.count) { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<range.count {
            target[row * range.count + column] = source[row * columns + range.lowerBound + column]
          }
        }
      }
    }
  }

  /// Adds a smaller matrix whose first element lies at a row and a column of this one.
  mutating func add(_ part: Matrix, atRow firstRow: Int, column firstColumn: Int) {
    let columns = columns
    elements.withUnsafeMutableBufferPointer { target in
      part.elements.withUnsafeBufferPointer { source in
        for row in 0..<part.rows {
          let start = (firstRow + row) * columns + firstColumn
          for column in 0..<part.columns {
            target[start + column] += source[row * part.columns + column]
          }
        }
      }
    }
  }

  /// Copies what lies above the diagonal below it, in tiles that stay in the cache.
  mutating func mirrorUpperTriangle() {
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
