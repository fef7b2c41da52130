import Numerics
import Testing

@Suite("Orthonormal bases of what rows span")
struct OrthonormalRowsTests {
  private func random(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    var stream = RandomStream(seed: 4, purpose: "rows")
    return Matrix(rows: rows, columns: columns) { target in
      for index in target.indices { target[index] = stream.normal() }
    }
  }

  private func length(_ row: some Sequence<Double>) -> Double {
    let largest = row.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return 0 }
    return largest * row.reduce(0) { $0 + $1 / largest * ($1 / largest) }.squareRoot()
  }

  /// Expects unit vectors at right angles, the first of which span the first rows, and no vector that
  /// points away from its row.
  private func expectBasis(_ rows: Matrix<Double>, _ comment: Comment) throws {
    let basis = try rows.orthonormalRows()
    #expect(basis.rows == rows.rows && basis.columns == rows.columns)
    let products = Matrix.product(basis, .none, basis, .transposed)
    for row in 0..<rows.rows {
      for other in 0..<rows.rows {
        #expect(abs(products[row, other] - (row == other ? 1 : 0)) < 1e-14, comment)
      }
      let scale = length(rows[row])
      guard scale > 0 else { continue }
      var rest = rows[row].map { $0 / scale }
      for vector in 0...row {
        let overlap = zip(rest, basis[vector]).reduce(0) { $0 + $1.0 * $1.1 }
        if vector == row { #expect(overlap > -1e-13, comment) }
        for column in rest.indices { rest[column] -= overlap * basis[vector, column] }
      }
      #expect(length(rest) < 1e-13, comment)
    }
  }

  @Test("Random rows of every shape, up to square")
  func shapes() throws {
    let shapes = [
      (1, 1), (1, 5), (2, 2), (3, 7), (15, 16), (16, 16), (17, 40), (33, 33), (70, 301),
    ]
    for (rows, columns) in shapes {
      try expectBasis(random(rows, columns), "\(rows) x \(columns)")
    }
    #expect(try Matrix<Double>(rows: 0, columns: 3).orthonormalRows().rows == 0)
  }

  @Test("Rows that depend on others, repeat, nearly repeat or are zeros")
  func dependentRows() throws {
    let source = random(20, 50)
    let rows = Matrix<Double>(rows: 20, columns: 50) { target in
      for row in 0..<20 {
        for column in 0..<50 {
          let (x, y) = (source[row, column], source[0, column])
          target[row * 50 + column] =
            switch row % 5 {
            case 1: y
            case 2: 0
            case 3: y + 1e-15 * x
            case 4: source[max(0, row - 4), column] - 2 * y
            default: x
            }
        }
      }
    }
    try expectBasis(rows, "dependent")
    try expectBasis(Matrix(rows: 17, columns: 17), "zeros")
    try expectBasis(Matrix(rows: 17, columns: 20, repeating: 3), "all the same")
  }

  @Test("Any scale that numbers have, from row to row")
  func scales() throws {
    var rows = random(12, 30)
    for row in 0..<12 {
      let scale = [0x1p-1056, 1e-300, 1e-160, 1, 1e160, 1e300][row % 6]
      for column in 0..<30 { rows[row, column] *= scale }
    }
    // Numbers below the normal ones have few digits: their own row is what counts, not the factor.
    try expectBasis(rows, "scales")
    // What is left of the second row is tiny, but no rounding.
    let steep = try #require(Matrix(rows: 2, columns: 3, elements: [1, 0, 0, 1, 3e-200, 4e-200]))
    let basis = try steep.orthonormalRows()
    for (entry, expected) in zip(basis[1], [0, 0.6, 0.8]) { #expect(abs(entry - expected) < 1e-14) }
  }

  @Test("The same bytes on any number of threads and with any instruction set")
  func sameBytes() throws {
    defer { InstructionSet.avx512.limit() }
    let rows = random(90, 1100)
    let expected = try rows.orthonormalRows()
    for threads in [2, 3] {
      #expect(try Parallel.$threads.withValue(threads) { try rows.orthonormalRows() } == expected)
    }
    InstructionSet.avx2.limit()
    #expect(try rows.orthonormalRows() == expected)
  }

  @Test("NaN and infinities are refused")
  func refusals() {
    for number in [Double.nan, .infinity] {
      var rows = random(2, 4)
      rows[1, 3] = number
      #expect(throws: NumericsError.notFinite(row: 1, column: 3)) { try rows.orthonormalRows() }
    }
  }
}
