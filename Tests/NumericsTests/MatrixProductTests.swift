import Numerics
import Testing

/// A matrix of numbers in [-1, 1).
func randomMatrix<T: Scalar>(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<T> {
  var random = RandomStream(seed: seed, purpose: "matrix")
  return Matrix(rows: rows, columns: columns) { target in
    for index in target.indices { target[index] = T(random.uniform(-1, 1)) }
  }
}

/// The definition: each element one chain of fused multiply-adds in the order of k.
func plainProduct<T: Scalar>(_ a: Matrix<T>, _ b: Matrix<T>) -> Matrix<T> {
  var c = Matrix<T>(rows: a.rows, columns: b.columns)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      for k in 0..<a.columns { c[i, j].addProduct(a[i, k], b[k, j]) }
    }
  }
  return c
}

private func expectExact<T: Scalar>(_ type: T.Type, _ m: Int, _ n: Int, _ k: Int) {
  let a: Matrix<T> = randomMatrix(m, k, seed: 1)
  let b: Matrix<T> = randomMatrix(k, n, seed: 2)
  let expected = plainProduct(a, b)
  let label = "\(T.self) \(m) x \(n) x \(k)"
  #expect(Matrix.product(a, .none, b) == expected, "\(label)")
  #expect(Matrix.product(a.transposed, .transposed, b) == expected, "\(label), left transposed")
  #expect(Matrix.product(a, .none, b.transposed, .transposed) == expected, "\(label), right")
}

@Test("The product is one chain of fused multiply-adds, whatever the tile and the panel")
func productIsOneChain() {
  for (m, n, k) in [
    (1, 1, 1), (3, 5, 7), (6, 64, 16), (13, 16, 300), (7, 8, 27), (50, 130, 70), (64, 200, 513),
    (12, 33, 1), (5, 0, 4), (4, 6, 0), (49, 300, 20), (8, 31, 9),
  ] {
    expectExact(Float.self, m, n, k)
    expectExact(Double.self, m, n, k)
  }
}

@Test("Transposing swaps rows and columns of any size")
func transposing() {
  for (rows, columns) in [(1, 1), (16, 16), (17, 33), (5, 40), (64, 3), (100, 100)] {
    let matrix: Matrix<Float> = randomMatrix(rows, columns, seed: 3)
    let transposed = matrix.transposed
    #expect(transposed.rows == columns && transposed.columns == rows)
    for row in 0..<rows {
      for column in 0..<columns { #expect(transposed[column, row] == matrix[row, column]) }
    }
  }
}
