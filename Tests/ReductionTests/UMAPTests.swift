import Numerics
import Reduction
import Specification
import TestSupport
import Testing

/// Against umap-learn (`Tests/Fixtures/make_umap_fixtures.py`).
@Suite("UMAP beside umap-learn's")
struct UMAPTests {
  private let fixture: JSON
  private let digits: Matrix<Float>

  init() throws {
    fixture = try Fixture.json("sklearn/umap.json")
    digits = try Fixture.json("sklearn/tsne.json")[member: "digits"].samples
  }

  /// The share of the k nearest neighbours in one space that are among those in the other.
  private func kept(_ left: Matrix<Float>, _ right: Matrix<Float>, _ k: Int) -> Double {
    let (a, b) = (NearestNeighbours(of: left, count: k), NearestNeighbours(of: right, count: k))
    let shared = (0..<left.rows).map { row in
      Set(a.indices[row * k..<(row + 1) * k]).intersection(b.indices[row * k..<(row + 1) * k]).count
    }
    return Double(shared.reduce(0, +)) / Double(left.rows * k)
  }

  @Test("In the mean over seeds as many neighbours are kept as by umap-learn, less 1 %")
  func neighbours() throws {
    let expected = try #require(fixture["kept"]?.number)
    let shares = try (0..<3).map { seed in
      try kept(digits, UMAP().fit(digits, seed: UInt64(seed)).embedding, 10)
    }
    #expect(shares.reduce(0, +) / 3 >= 0.99 * expected, "\(shares)")
  }

  @Test("New samples are placed among the old ones as umap-learn places them")
  func placed() throws {
    let (old, new) = (digits.selecting(rows: 0..<300), digits.selecting(rows: 300..<400))
    let fit = try UMAP().fit(old, seed: 0)
    let map = try #require(fit.map)
    let places = try map.apply(to: new)
    #expect(places.rows == 100 && places.columns == 2)
    #expect(try map.apply(to: new) == places)
    let near = NearestNeighbours(of: new, among: old, count: 10)
    let there = NearestNeighbours(of: places, among: fit.embedding, count: 10)
    let shared = (0..<100).map { row in
      Set(near.indices[row * 10..<row * 10 + 10])
        .intersection(there.indices[row * 10..<row * 10 + 10]).count
    }
    let expected = try #require(fixture["keptByNew"]?.number)
    #expect(Double(shared.reduce(0, +)) / 1000 >= 0.95 * expected)
    #expect(throws: ReductionError.columnsDiffer(fitted: 64, found: 3)) {
      try map.apply(to: Matrix(rows: 2, columns: 3))
    }
  }

  @Test("Groups stay apart in three and in ten dimensions, and few columns start at random")
  func dimensions() throws {
    for count in [3, 10] {
      var options = UMAP()
      options.dimensions = count
      options.epochs = 100
      let embedding = try options.fit(digits, seed: 0).embedding
      #expect(embedding.columns == count && kept(digits, embedding, 10) > 0.3)
    }
    var stream = RandomStream(seed: 3, purpose: "line")
    let line = Matrix<Float>(rows: 60, columns: 1) { target in
      for index in target.indices { target[index] = Float(stream.normal()) }
    }
    #expect(try UMAP().fit(line, seed: 0).embedding.elements.allSatisfy { $0.isFinite })
  }

  @Test("Too few samples, and more neighbours than samples, are refused")
  func refused() {
    #expect(throws: ReductionError.tooFewSamples(method: "UMAP", needed: 3, found: 2)) {
      try UMAP().fit(Matrix(rows: 2, columns: 3), seed: 0)
    }
    #expect(throws: ReductionError.tooManyNeighbours(asked: 15, rows: 14)) {
      try UMAP().fit(Matrix(rows: 14, columns: 3), seed: 0)
    }
  }
}
