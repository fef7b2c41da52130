import Numerics
import Reduction
import Specification
import Testing

@Suite("Reductions on several threads and instruction sets")
struct SameReductionTests {
  /// Overlapping groups, so that there is something to find.
  private func samples(_ rows: Int, _ columns: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 9, purpose: "samples")
    return Matrix(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns {
          let centre = column % 7 == row % 5 ? 3.0 : 0
          target[row * columns + column] = Float(centre + stream.normal() / Double(column / 20 + 1))
        }
      }
    }
  }

  /// What comes out on 1, 2 and 3 threads, and with kernels for AVX2.
  private func results(
    of reducer: some Reducer, _ samples: Matrix<Float>
  ) throws -> [FittedReduction] {
    defer { InstructionSet.avx512.limit() }
    var results = try [1, 2, 3].map { count in
      try Parallel.$threads.withValue(count) { try reducer.fit(samples, seed: 4) }
    }
    InstructionSet.avx2.limit()
    results.append(try reducer.fit(samples, seed: 4))
    return results
  }

  /// All of them are, byte for byte.
  private func expectSame(_ results: [FittedReduction]) {
    for result in results.dropFirst() {
      #expect(result.embedding == results[0].embedding)
      #expect(result.measurements == results[0].measurements && result.shares == results[0].shares)
    }
  }

  @Test(
    "PCA of small data is the same on any number of threads",
    arguments: [PCA.Solver.automatic, .covariance, .gram, .randomized])
  func smallPCA(solver: PCA.Solver) throws {
    for (rows, columns) in [(700, 150), (150, 700)] {
      expectSame(
        try results(of: PCA(dimensions: 9, whiten: true, solver: solver), samples(rows, columns)))
    }
  }

  @Test(
    "PCA of large data is the same on any number of threads",
    arguments: [(2000, 1100, 3), (1100, 2000, 3), (2000, 1100, 40)])
  func largePCA(rows: Int, columns: Int, dimensions: Int) throws {
    expectSame(try results(of: PCA(dimensions: dimensions), samples(rows, columns)))
  }

  @Test("UMAP, and its map of other samples, are the same on any number of threads")
  func neighbourhoods() throws {
    var umap = UMAP()
    umap.epochs = 40
    let data = samples(1100, 12)
    let fits = try results(of: umap, data)
    expectSame(fits)
    let others = try fits.map { try $0.map?.apply(to: samples(70, 12)) }
    for other in others.dropFirst() { #expect(other == others[0]) }
  }

  @Test(
    "t-SNE is the same on any number of threads", arguments: [TSNE.Method.exact, .interpolation])
  func embedding(method: TSNE.Method) throws {
    var tsne = TSNE()
    tsne.method = method
    tsne.iterations = 60
    expectSame(try results(of: tsne, samples(1100, 12)))
  }
}
