import Numerics
import Reduction
import Specification
import Testing

@Suite("Principal component analysis")
struct PCATests {
  private func samples(_ rows: Int, _ columns: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 3, purpose: "samples")
    return Matrix(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns {
          target[row * columns + column] = Float(stream.normal() / Double(column + 1) + 5)
        }
      }
    }
  }

  @Test("Covariance and Gram matrix give the same components", arguments: [(60, 20), (20, 60)])
  func solversAgree(rows: Int, columns: Int) throws {
    let data = samples(rows, columns)
    let left = try PCA(dimensions: 5, solver: .covariance).principalComponents(of: data)
    let right = try PCA(dimensions: 5, solver: .gram).principalComponents(of: data)
    for (a, b) in zip(left.components.elements, right.components.elements) {
      #expect(abs(a - b) < 1e-10)
    }
    for (a, b) in zip(left.variances, right.variances) { #expect(abs(a - b) < 1e-12 * a) }
  }

  /// Sizes that the automatic solver treats in single precision: by growing a space of directions, of
  /// weights, and by both matrices.
  @Test(
    "Large data gives the components of double precision, to single precision",
    arguments: [(2000, 1100, 3), (1100, 2000, 3), (2000, 1100, 40), (900, 3000, 40)])
  func largeData(rows: Int, columns: Int, dimensions: Int) throws {
    var stream = RandomStream(seed: 5, purpose: "samples")
    let data = Matrix<Float>(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns {
          target[row * columns + column] = Float(stream.normal() / Double(column + 1) + 5)
        }
      }
    }
    let exact = try PCA(
      dimensions: dimensions, solver: columns <= rows ? .covariance : .gram
    ).principalComponents(of: data)
    let single = try PCA(dimensions: dimensions).principalComponents(of: data)
    for (a, b) in zip(single.variances, exact.variances) { #expect(abs(a - b) < 1e-8 * b) }
    for (a, b) in zip(single.ratios, exact.ratios) { #expect(abs(a - b) < 1e-8 * b) }
    for (a, b) in zip(single.components.elements, exact.components.elements) {
      #expect(abs(a - b) < 1e-4)
    }
    #expect(single.components != exact.components)
  }

  @Test("Large data of low rank has no further variance, and whitens to zero")
  func largeLowRank() throws {
    var stream = RandomStream(seed: 6, purpose: "samples")
    var data = Matrix<Float>(rows: 2000, columns: 1100)
    for row in 0..<2000 {
      let score = Float((stream.normal() * 64).rounded())
      for column in 0..<1100 { data[row, column] = score * Float(column % 7 + 1) }
    }
    let fitted = try PCA(dimensions: 3, whiten: true).fit(data, seed: 0)
    #expect(fitted.shares.map { $0 > 0 } == [true, false, false])
    for row in 0..<2000 { #expect(fitted.embedding[row, 1] == 0 && fitted.embedding[row, 2] == 0) }
  }

  @Test("Whitened scores have unit variance and no correlation")
  func whitening() throws {
    let fitted = try PCA(dimensions: 4, whiten: true).fit(samples(200, 10), seed: 0)
    let scores = fitted.embedding.converted(to: Double.self)
    let covariance = Matrix.product(scores, .transposed, scores)
    for i in 0..<4 {
      for j in 0..<4 { #expect(abs(covariance[i, j] / 199 - (i == j ? 1 : 0)) < 1e-5) }
    }
  }

  @Test("All components reconstruct the samples, whitened or not", arguments: [false, true])
  func reconstruction(whiten: Bool) throws {
    let data = samples(30, 6)
    let map = try PCA(dimensions: 6, whiten: whiten).principalComponents(of: data)
    let back = try map.invert(try map.apply(to: data))
    for (a, b) in zip(data.elements, back.elements) { #expect(abs(a - b) < 1e-5) }
  }

  @Test("Data that does not allow it is refused")
  func refusals() {
    var data = samples(4, 3)
    #expect(
      throws: ReductionError.tooManyDimensions(method: "PCA", asked: 5, rows: 4, columns: 3)
    ) { try PCA(dimensions: 5).fit(data, seed: 0) }
    data[1, 2] = .infinity
    #expect(throws: ReductionError.notFinite(row: 1, column: 2)) {
      try PCA(dimensions: 2).fit(data, seed: 0)
    }
  }
}
