import Clustering
import Numerics
import Pipeline
import Reduction
import Runner
import Specification
import Testing

@Suite("Expected costs")
struct CostModelTests {
  /// An algorithm with the options that a file would give it.
  private func choice<F: Family>(_ text: String, of family: F.Type) throws -> OneOf<F> {
    var problems = Problems()
    let json = try JSONParser.parse(Source(name: "text", bytes: Array(text.utf8)))
    let read = OneOf<F>.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    return try #require(read)
  }

  private func memory(_ clusterer: String, _ rows: Int, _ columns: Int = 50) throws -> Int {
    let method = try choice(clusterer, of: Clusterers.self).value
    return Cost(method.work(on: SampleFacts(rows: rows, columns: columns), classes: 10)).memory
  }

  private func memory(_ step: OneOf<Reducers>, _ rows: Int, _ columns: Int) -> Int {
    Cost(step.value.work(on: SampleFacts(rows: rows, columns: columns))).memory
  }

  /// The work of every algorithm of the language on so many samples of so many numbers.
  private func works(rows: Int, columns: Int) throws -> [(kind: String, work: Work)] {
    let samples = SampleFacts(rows: rows, columns: columns)
    let probed = ProbeFacts(
      rows: rows, columns: columns, originColumns: columns, training: rows, classes: 10)
    let reducers = try Reducers.kinds.map { kind in
      let step = try #require(kind.init() as? any Reducer)
      return (kind.kind, step.work(on: samples))
    }
    let clusterers = try Clusterers.kinds.map { kind in
      let method = try #require(kind.init() as? any Clusterer)
      return (kind.kind, method.work(on: samples, classes: 10))
    }
    let probes = try Probes.kinds.map { kind in
      let probe = try #require(kind.init() as? any Probe)
      return (kind.kind, probe.work(on: probed))
    }
    return reducers + clusterers + probes
  }

  @Test("Every reduction, clustering and probe holds its samples and takes longer for more of them")
  func everyKind() throws {
    let small = try works(rows: 4000, columns: 32)
    let longer = try works(rows: 40_000, columns: 32)
    let wider = try works(rows: 4000, columns: 320)
    #expect(small.count == Reducers.kinds.count + Clusterers.kinds.count + Probes.kinds.count)
    for ((kind, few), (many, wide)) in zip(small, zip(longer.map(\.work), wider.map(\.work))) {
      let cost = Cost(few)
      #expect(cost.seconds > 0.01 && cost.memory >= 4 * 4000 * 32, "\(kind)")
      #expect(Cost(many).seconds > cost.seconds && many.memory > 9 * few.memory - 6e8, "\(kind)")
      #expect(wide.memory > few.memory, "\(kind)")
    }
  }

  @Test("Sizes beyond counting are an endless cost, not a trap")
  func beyondCounting() throws {
    for (kind, work) in try works(rows: .max, columns: .max) {
      let cost = Cost(work)
      #expect(cost.seconds > 1e9 && cost.memory > 1 << 50, "\(kind)")
    }
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
      let kmeans = try choice(
        #"{ "kmeans": { "clusters": \#(clusters) } }"#, of: Clusterers.self)
      let samples = SampleFacts(rows: 4000, columns: 50)
      return Cost(kmeans.value.work(on: samples, classes: 10)).seconds
    }
    let apart = try (2...12).map { try seconds("\($0)") }.reduce(0, +)
    let chosen = try seconds(#"{ "choose": "silhouette", "from": 2, "to": 12 }"#)
    #expect(chosen > 0.8 * apart && chosen < 10 * apart, "\(chosen) \(apart)")
    #expect(try seconds(#"{ "choose": "silhouette", "from": 2, "to": 24 }"#) > 1.9 * chosen)
  }

  @Test("A reduction counts the samples and its matrix")
  func reductions() throws {
    let exact = try choice(#"{ "pca": 50 }"#, of: Reducers.self)
    #expect(memory(exact, 5000, 3072) > 8 * 3072 * 3072)
    // 415 images of 1,080,000 values: in proportion to the data, of 1.8 GB.
    let wide = memory(exact, 415, 1_080_000)
    #expect(wide > 1_800_000_000 && wide < 6_000_000_000)
    let all = try choice(#"{ "tsne": { "method": "exact" } }"#, of: Reducers.self)
    #expect(memory(all, 100_000, 50) > 100_000 * 100_000 * 8)
  }

  @Test("What the machine could not hold is refused before it starts")
  func refusal() throws {
    let linkage = try choice(
      #"{ "agglomerative": { "linkage": "average" } }"#, of: Clusterers.self)
    func shortage(_ rows: Int) -> MemoryShortage? {
      let work = linkage.value.work(on: SampleFacts(rows: rows, columns: 50), classes: 10)
      let stage = Stage(
        kind: "cluster", version: 1, title: "average", specification: .null, cost: Cost(work))
      return MemoryShortage([stage], limit: 8 << 30)
    }
    #expect(shortage(50_000) == nil)
    #expect(shortage(70_000)?.description.contains("average") == true)
  }
}
