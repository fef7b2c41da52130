import Numerics
import Testing

@Suite struct MatrixTests {
  private let matrix = Matrix<Float>(rows: 3, columns: 2) { target in
    for index in 0..<6 { target[index] = Float(index) }
  }

  @Test("rows, columns and elements")
  func access() {
    #expect(matrix.elements == [0, 1, 2, 3, 4, 5])
    #expect(matrix[1, 0] == 2 && Array(matrix[2]) == [4, 5])
    var changed = matrix
    changed[1, 1] = 9
    #expect(changed.elements == [0, 1, 2, 9, 4, 5])
    #expect(Matrix<Double>(rows: 2, columns: 2, repeating: 3).elements == [3, 3, 3, 3])
  }

  @Test("as many elements as rows times columns, or none is made")
  func counts() {
    #expect(Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, 3, 4]) != nil)
    #expect(Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, 3]) == nil)
    #expect(Matrix<Float>(rows: -1, columns: -2, elements: [1, 2]) == nil)
    #expect(Matrix<Float>(rows: .max, columns: 2, elements: []) == nil)
    #expect(Matrix<Float>(rows: 0, columns: 5, elements: []) != nil)
  }

  @Test("selections keep the order asked for")
  func selections() {
    #expect(matrix.selecting(rows: [2, 0, 2]).elements == [4, 5, 0, 1, 4, 5])
    #expect(matrix.selecting(rows: []).rows == 0)
    #expect(matrix.selecting(firstColumns: 1).elements == [0, 2, 4])
    #expect(matrix.transposed.elements == [0, 2, 4, 1, 3, 5])
    #expect(matrix.transposed.transposed == matrix)
  }

  @Test("elements are rounded to nearest on the way to a shorter format")
  func conversion() {
    let wide = Matrix<Double>(rows: 1, columns: 2, repeating: 0.1)
    #expect(wide.converted(to: Float.self).elements == [0.1, 0.1])
    #expect(matrix.converted(to: Double.self).elements == [0, 1, 2, 3, 4, 5])
  }

  @Test("the first element that is not finite is found")
  func nonFinite() {
    #expect(matrix.firstNonFinite == nil)
    var broken = matrix
    broken[2, 1] = .nan
    broken[1, 0] = .infinity
    #expect(broken.firstNonFinite?.row == 1 && broken.firstNonFinite?.column == 0)
  }

  @Test("padded rows are zeros beyond the columns, and come back", arguments: [1, 15, 16, 17, 40])
  func padding(columns: Int) {
    let matrix = Matrix<Float>(rows: 3, columns: columns) { target in
      for index in target.indices { target[index] = Float(index + 1) }
    }
    let padded = PaddedRows(matrix)
    #expect(padded.width % 16 == 0 && padded.width >= columns && padded.width < columns + 16)
    #expect(padded.elements.filter { $0 == 0 }.count == 3 * (padded.width - columns))
    #expect(padded.matrix(columns: columns) == matrix)
  }
}
