import Clustering
import Pipeline
import Reduction
import Runner
import Specification
import Testing

@Suite("Expected costs")
struct CostModelTests {
  private func choice<F: Family>(_ text: String, of family: F.Type) throws -> OneOf<F> {
    var problems = Problems()
    let json = try JSONParser.parse(Source(name: "text", bytes: Array(text.utf8)))
    let read = OneOf<F>.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    return try #require(read)
  }

  private func memory(_ clusterer: String, _ rows: Int, _ columns: Int = 50) throws -> Int {
    try CostModel.clustering(
      choice(clusterer, of: Clusterers.self), rows: rows, columns: columns, classes: 10
    ).memory
  }

  @Test("A matrix of distances is counted where there is one")
  func linkages() throws {
    for linkage in ["complete", "average", "single"] {
      let name = #"{ "agglomerative": { "linkage": "\#(linkage)" } }"#
      #expect(try memory(name, 40_000) > 3_200_000_000)
      #expect(try memory(name, 80_000) > 12_800_000_000)
    }
    #expect(try memory(#""agglomerative""#, 40_000, 100) < 1_000_000_000)
    for name in ["kmeans", "miniBatchKMeans", "gaussianMixture", "spectral"] {
      let small = try memory("\"\(name)\"", 2_000)
      let large = try memory("\"\(name)\"", 200_000)
      #expect(large >= 20 * small && large < 10_000_000_000, "\(name)")
    }
  }

  @Test("Every number of clusters that is tried is counted, and every silhouette")
  func choices() throws {
    func seconds(_ clusters: String) throws -> Double {
      try CostModel.clustering(
        choice(#"{ "kmeans": { "clusters": \#(clusters) } }"#, of: Clusterers.self), rows: 4000,
        columns: 50, classes: 10
      ).seconds
    }
    let apart = try (2...12).map { try seconds("\($0)") }.reduce(0, +)
    let chosen = try seconds(#"{ "choose": "silhouette", "from": 2, "to": 12 }"#)
    #expect(chosen > 0.8 * apart && chosen < 10 * apart, "\(chosen) \(apart)")
    #expect(try seconds(#"{ "choose": "silhouette", "from": 2, "to": 24 }"#) > 1.9 * chosen)
  }

  @Test("A reduction counts the samples and its matrix")
  func reductions() throws {
    let exact = try choice(#"{ "pca": 50 }"#, of: Reducers.self)
    #expect(CostModel.reduction(exact, rows: 5000, columns: 3072).memory > 8 * 3072 * 3072)
    // 415 images of 1,080,000 values: in proportion to the data, of 1.8 GB.
    let wide = CostModel.reduction(exact, rows: 415, columns: 1_080_000).memory
    #expect(wide > 1_800_000_000 && wide < 6_000_000_000)
    let all = try choice(#"{ "tsne": { "method": "exact" } }"#, of: Reducers.self)
    #expect(CostModel.reduction(all, rows: 100_000, columns: 50).memory > 100_000 * 100_000 * 8)
  }

  @Test("What the machine could not hold is refused before it starts")
  func refusal() throws {
    let linkage = try choice(
      #"{ "agglomerative": { "linkage": "average" } }"#, of: Clusterers.self)
    func shortage(_ rows: Int) -> MemoryShortage? {
      let cost = CostModel.clustering(linkage, rows: rows, columns: 50, classes: 10)
      let stage = Stage(
        kind: "cluster", version: 1, title: "average", specification: .null, cost: cost)
      return MemoryShortage([stage], limit: 8 << 30)
    }
    #expect(shortage(50_000) == nil)
    #expect(shortage(70_000)?.description.contains("average") == true)
  }
}
