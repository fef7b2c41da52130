import Numerics
import TestSupport
import Testing

@Suite("Eigenvalues and eigenvectors of symmetric matrices")
struct SymmetricEigenTests {
  /// Residuals relative to the largest eigenvalue, and the products of vectors less one or zero.
  private static let tolerance = 1e-13

  /// How the eigenvalues of a matrix lie.
  enum Spectrum: String, CaseIterable {
    case gaussian, clusters, lowRank, geometric, nearlyEqual, opposite, identity, zero

    func values(_ count: Int) -> [Double] {
      var stream = RandomStream(seed: 2, purpose: rawValue)
      return (0..<count).map { index in
        switch self {
        case .gaussian: stream.normal()
        case .clusters: Double(index % 4) - 1
        case .lowRank: index < (count + 7) / 8 ? Double(index + 1) : 0
        case .geometric: Elementary.exp(-60 * Double(index) / Double(count))
        case .nearlyEqual: 1 + Double(index) * 1e-14
        case .opposite: (index % 2 == 0 ? 1.0 : -1) * Double(index / 2 + 1)
        case .identity: 1
        case .zero: 0
        }
      }
    }
  }

  /// A full matrix with given eigenvalues, up to rounding.
  private func matrix(_ values: [Double]) throws -> Matrix<Double> {
    let n = values.count
    var stream = RandomStream(seed: 3, purpose: "directions")
    let directions = try Matrix<Double>(rows: n, columns: n) { target in
      for index in target.indices { target[index] = stream.normal() }
    }.orthonormalRows()
    var scaled = directions
    for row in 0..<n { for column in 0..<n { scaled[row, column] *= values[row] } }
    return symmetric(Matrix.product(directions, .transposed, scaled))
  }

  /// Its lower triangle, above the diagonal as well.
  private func symmetric(_ matrix: Matrix<Double>) -> Matrix<Double> {
    var result = matrix
    for row in 0..<matrix.rows {
      for column in 0..<row { result[column, row] = matrix[row, column] }
    }
    return result
  }

  private func tridiagonal(_ diagonal: [Double], _ beside: [Double]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: diagonal.count, columns: diagonal.count)
    for row in diagonal.indices { matrix[row, row] = diagonal[row] }
    for row in beside.indices {
      matrix[row, row + 1] = beside[row]
      matrix[row + 1, row] = beside[row]
    }
    return matrix
  }

  /// Expects pairs that belong together, vectors of length one at right angles, values in order, and
  /// signs by the largest entry.
  private func expectDecomposition(
    _ eigen: SymmetricEigen, of matrix: Matrix<Double>, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let n = matrix.rows
    #expect(eigen.values.count == n, comment, sourceLocation: sourceLocation)
    #expect(eigen.values == eigen.values.sorted(by: >), comment, sourceLocation: sourceLocation)
    let largest = eigen.values.reduce(0) { max($0, abs($1)) }
    let images = Matrix.product(eigen.vectors, .none, matrix)
    let products = Matrix.product(eigen.vectors, .none, eigen.vectors, .transposed)
    var (residual, skew) = (0.0, 0.0)
    for row in 0..<eigen.vectors.rows {
      for column in 0..<n {
        let difference = images[row, column] - eigen.values[row] * eigen.vectors[row, column]
        residual = max(residual, abs(difference))
      }
      for other in 0..<eigen.vectors.rows {
        skew = max(skew, abs(products[row, other] - (row == other ? 1 : 0)))
      }
      let entry = eigen.vectors[row].max { abs($0) < abs($1) } ?? 0
      #expect(entry > 0, comment, sourceLocation: sourceLocation)
    }
    #expect(residual <= Self.tolerance * largest, comment, sourceLocation: sourceLocation)
    #expect(skew <= Self.tolerance, comment, sourceLocation: sourceLocation)
  }

  @Test("Every spectrum at every size, about the sizes where the method changes too")
  func spectra() throws {
    for size in [1, 2, 3, 4, 7, 16, 31, 32, 33, 34, 63, 64, 65, 66, 97, 128, 129, 200, 257] {
      for spectrum in Spectrum.allCases {
        let matrix = try matrix(spectrum.values(size))
        expectDecomposition(
          try SymmetricEigen(of: matrix), of: matrix, "\(spectrum), \(size) rows")
      }
    }
  }

  @Test("Large matrices", arguments: [Spectrum.gaussian, .clusters, .geometric])
  func large(spectrum: Spectrum) throws {
    for size in [512, 770] {
      let matrix = try matrix(spectrum.values(size))
      expectDecomposition(try SymmetricEigen(of: matrix), of: matrix, "\(spectrum), \(size) rows")
    }
  }

  @Test("Any scale that numbers have", arguments: [0x1p-1062, 1e-300, 1e-160, 1e160, 1e300])
  func scales(scale: Double) throws {
    for size in [1, 2, 5, 70] {
      let whole = try matrix(Spectrum.gaussian.values(size))
      var scaled = whole
      for index in scaled.elements.indices { scaled.elements[index] *= scale }
      let eigen = try SymmetricEigen(of: scaled)
      let reference = try SymmetricEigen(of: whole)
      // Numbers without all their digits are off by half of the least one.
      let lost = Double.leastNonzeroMagnitude * Double(size)
      for (value, expected) in zip(eigen.values, reference.values) {
        let largest = abs(reference.values[0]) + abs(reference.values[size - 1])
        #expect(abs(value - expected * scale) <= Self.tolerance * largest * scale + lost)
      }
      let products = Matrix.product(eigen.vectors, .none, eigen.vectors, .transposed)
      for row in 0..<size {
        for column in 0..<size {
          #expect(abs(products[row, column] - (row == column ? 1 : 0)) < Self.tolerance)
        }
      }
    }
  }

  @Test("Entries of very different scales in one matrix")
  func graded() throws {
    for size in [2, 3, 40, 90] {
      let matrix = Matrix<Double>(rows: size, columns: size) { target in
        for row in 0..<size {
          for column in 0..<size {
            let exponent = -300 * Double(max(row, column)) / Double(size)
            target[row * size + column] =
              Elementary.power(10, exponent)
              * (row == column ? 2 : (row + column) % 2 == 0 ? 1 : -1)
          }
        }
      }
      expectDecomposition(try SymmetricEigen(of: matrix), of: matrix, "graded, \(size) rows")
    }
  }

  @Test("The second difference has the eigenvalues of the textbook", arguments: [2, 33, 100, 301])
  func secondDifference(size: Int) throws {
    let matrix = tridiagonal(
      Array(repeating: 2, count: size), Array(repeating: -1, count: size - 1))
    let eigen = try SymmetricEigen(of: matrix)
    for (index, value) in eigen.values.enumerated() {
      let angle = Double.pi * Double(size - index) / Double(size + 1)
      #expect(abs(value - (2 - 2 * Elementary.sinCos(angle).cosine)) < 1e-13)
    }
    expectDecomposition(eigen, of: matrix, "\(size) rows")
  }

  @Test("Pairs of eigenvalues that agree in all digits, glued together by almost nothing")
  func gluedWilkinson() throws {
    for glue in [0, 1e-300, 1e-16, 1e-8, 1] {
      let copies = 6
      let diagonal = (0..<21 * copies).map { Double(abs($0 % 21 - 10)) }
      let beside = (1..<21 * copies).map { $0 % 21 == 0 ? glue : 1 }
      let matrix = tridiagonal(diagonal, beside)
      expectDecomposition(try SymmetricEigen(of: matrix), of: matrix, "glue \(glue)")
    }
  }

  @Test("Blocks that nothing joins, in an order that mixes them")
  func blocks() throws {
    let matrix = Matrix<Double>(rows: 150, columns: 150) { target in
      for row in 0..<150 {
        for column in 0..<150 where row % 3 == column % 3 {
          target[row * 150 + column] = 1 / Double(1 + row / 3 + column / 3)
        }
      }
    }
    expectDecomposition(try SymmetricEigen(of: matrix), of: matrix, "three blocks")
  }

  @Test("The leading vectors alone are those of the whole, byte for byte")
  func leading() throws {
    for size in [1, 20, 40, 150, 300] {
      for spectrum in Spectrum.allCases {
        let matrix = try matrix(spectrum.values(size))
        let whole = try SymmetricEigen(of: matrix)
        for count in Set([0, 1, size / 3, size]) {
          let leading = try SymmetricEigen(of: matrix, leading: count)
          #expect(leading.values == whole.values)
          #expect(leading.vectors == whole.vectors.selecting(rows: 0..<count))
        }
      }
    }
  }

  @Test("The same bytes on any number of threads and with any instruction set")
  func sameBytes() throws {
    defer { InstructionSet.avx512.limit() }
    for size in [5, 90, 400] {
      let matrix = try matrix(Spectrum.gaussian.values(size))
      let expected = try SymmetricEigen(of: matrix)
      for threads in [2, 3] {
        let eigen = try Parallel.$threads.withValue(threads) { try SymmetricEigen(of: matrix) }
        #expect(eigen.values == expected.values && eigen.vectors == expected.vectors)
      }
      InstructionSet.avx2.limit()
      let eigen = try SymmetricEigen(of: matrix)
      #expect(eigen.values == expected.values && eigen.vectors == expected.vectors)
      InstructionSet.avx512.limit()
    }
  }

  @Test("Only the lower triangle is read")
  func lowerTriangle() throws {
    let matrix = try matrix(Spectrum.gaussian.values(60))
    var lower = matrix
    for row in 0..<60 { for column in row + 1..<60 { lower[row, column] = 7 } }
    #expect(try SymmetricEigen(of: lower).vectors == SymmetricEigen(of: matrix).vectors)
  }

  @Test("LAPACK finds the same eigenvalues", .enabled(if: OpenBLAS.ofMachine != nil))
  func secondOpinion() throws {
    let library = try #require(OpenBLAS.ofMachine)
    for size in [1, 2, 33, 100, 300] {
      for spectrum in Spectrum.allCases {
        let matrix = try matrix(spectrum.values(size))
        let theirs = try #require(library.eigenvalues(of: matrix))
        let values = try SymmetricEigen(of: matrix).values
        let largest = theirs.reduce(0) { max($0, abs($1)) }
        for (value, expected) in zip(values, theirs.reversed()) {
          #expect(abs(value - expected) <= Self.tolerance * largest)
        }
      }
    }
  }

  @Test("What has no eigenvectors is refused")
  func refusals() throws {
    #expect(throws: NumericsError.notSquare(2, 3)) {
      try SymmetricEigen(of: Matrix(rows: 2, columns: 3))
    }
    #expect(throws: NumericsError.notSquare(0, 0)) {
      try SymmetricEigen(of: Matrix(rows: 0, columns: 0))
    }
    for number in [Double.nan, .infinity] {
      var matrix = Matrix<Double>(rows: 3, columns: 3)
      matrix[2, 1] = number
      #expect(throws: NumericsError.notFinite(row: 2, column: 1)) {
        try SymmetricEigen(of: matrix)
      }
    }
  }
}
