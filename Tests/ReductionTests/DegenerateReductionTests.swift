import Numerics
import Reduction
import Testing

@Suite("Degenerate samples in reductions")
struct DegenerateReductionTests {
  private static let solvers: [PCA.Solver] = [.automatic, .covariance, .gram, .randomized]

  /// Normal numbers with a constant column in the middle.
  private func samples(_ rows: Int, _ columns: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 5, purpose: "samples")
    return Matrix(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns {
          let value = stream.normal()
          target[row * columns + column] = column == columns / 2 ? 7 : Float(value)
        }
      }
    }
  }

  /// Small t-SNE, of few rounds.
  private var quickTSNE: TSNE {
    var tsne = TSNE()
    tsne.perplexity = 3
    tsne.iterations = 60
    return tsne
  }

  private var reducers: [any Reducer] {
    Self.solvers.map { PCA(dimensions: 2, solver: $0) }
      + [quickTSNE, Standardize(), NormalizeRows()]
  }

  @Test("NaN and infinity are named by row and column")
  func notFinite() {
    for bad in [Float.nan, .infinity, -.infinity] {
      var data = samples(12, 5)
      data[7, 3] = bad
      for reducer in reducers {
        #expect(throws: ReductionError.notFinite(row: 7, column: 3)) {
          try reducer.fit(data, seed: 0)
        }
      }
    }
  }

  @Test("A constant column has no part in components", arguments: Self.solvers)
  func constantColumn(solver: PCA.Solver) throws {
    let map = try PCA(dimensions: 4, solver: solver).principalComponents(of: samples(20, 5))
    for row in 0..<4 { #expect(abs(map.components[row, 2]) < 1e-12) }
    #expect(map.variances.allSatisfy { $0 > 0.01 })
  }

  @Test("Samples all alike have no variance, and scores of zero", arguments: Self.solvers)
  func allAlike(solver: PCA.Solver) throws {
    let data = Matrix<Float>(rows: 6, columns: 9, repeating: 3.25)
    for whiten in [false, true] {
      let pca = PCA(dimensions: 3, whiten: whiten, solver: solver)
      let map = try pca.principalComponents(of: data)
      #expect(map.variances == [0, 0, 0] && map.ratios == [0, 0, 0])
      #expect(try pca.fit(data, seed: 0).embedding.elements.allSatisfy { $0 == 0 })
      #expect(try map.invert(map.apply(to: data)) == data)
    }
  }

  @Test("More components than the samples span have no variance and whiten to zero")
  func rankDeficient() throws {
    var data = samples(10, 6)
    for row in 5..<10 {
      for column in 0..<6 { data[row, column] = data[row - 5, column] }
    }
    for solver in Self.solvers {
      let scores = try PCA(dimensions: 6, whiten: true, solver: solver).fit(data, seed: 0).embedding
      #expect(scores.elements.allSatisfy { $0.isFinite })
      for row in 0..<10 { #expect(abs(scores[row, 4]) < 1e-5 && abs(scores[row, 5]) < 1e-5) }
    }
  }

  @Test("One sample is too few for components and neighbours, and has no spread")
  func oneSample() throws {
    let one = samples(1, 4)
    for solver in Self.solvers {
      #expect(throws: ReductionError.tooFewSamples(method: "PCA", needed: 2, found: 1)) {
        try PCA(dimensions: 1, solver: solver).fit(one, seed: 0)
      }
    }
    #expect(throws: ReductionError.tooFewSamples(method: "t-SNE", needed: 3, found: 1)) {
      try quickTSNE.fit(one, seed: 0)
    }
    #expect(try Standardize().fit(one, seed: 0).embedding.elements == [0, 0, 0, 0])
  }

  @Test("A perplexity out of reach is refused, one within it is not")
  func perplexity() throws {
    var tsne = quickTSNE
    tsne.perplexity = 11
    #expect(throws: ReductionError.perplexityTooLarge(perplexity: 11, rows: 12)) {
      try tsne.fit(samples(12, 5), seed: 0)
    }
    tsne.perplexity = 10.5
    let embedding = try tsne.fit(samples(12, 5), seed: 0).embedding
    #expect(embedding.elements.allSatisfy { $0.isFinite })
  }

  @Test("Duplicates and samples all alike find a place in t-SNE", arguments: [0, 1, 2])
  func duplicates(kind: Int) throws {
    var data = Matrix<Float>(rows: 20, columns: 4, repeating: 2)
    if kind > 0 {
      let distinct = samples(10, 4)
      for row in 0..<20 {
        for column in 0..<4 { data[row, column] = distinct[row % (kind * 5), column] }
      }
    }
    for method in [TSNE.Method.exact, .interpolation] {
      var tsne = quickTSNE
      tsne.method = method
      let embedding = try tsne.fit(data, seed: 0).embedding
      #expect(embedding.rows == 20 && embedding.columns == 2)
      #expect(embedding.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test("A constant column standardises to zero, a row of zeros stays one")
  func scaling() throws {
    let scaled = try Standardize().fit(samples(8, 5), seed: 0).embedding
    for row in 0..<8 { #expect(scaled[row, 2] == 0) }
    var data = samples(3, 4)
    for column in 0..<4 { data[1, column] = 0 }
    let normal = try NormalizeRows().fit(data, seed: 0).embedding
    #expect(normal[1].allSatisfy { $0 == 0 })
    #expect(abs(normal[0].reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
  }

  @Test("More columns than there are cannot be kept")
  func take() {
    #expect(throws: ReductionError.tooFewColumns(asked: 5, columns: 4)) {
      try Take(dimensions: 5).fit(samples(3, 4), seed: 0)
    }
  }

  @Test("t-SNE gives the same bytes again, in the plane and in space")
  func repeated() throws {
    for dimensions in [2, 3] {
      var tsne = quickTSNE
      tsne.dimensions = dimensions
      let first = try tsne.fit(samples(50, 6), seed: 0)
      let second = try tsne.fit(samples(50, 6), seed: 0)
      #expect(first.embedding == second.embedding && first.embedding.columns == dimensions)
    }
  }
}
