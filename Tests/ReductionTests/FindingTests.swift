import Numerics
import Reduction
import Specification
import Testing

@Suite("What reductions need of the samples")
struct FindingTests {
  @Test("Every reduction says rightly whether it maps other samples")
  func maps() throws {
    var stream = RandomStream(seed: 4, purpose: "samples")
    let data = Matrix<Float>(rows: 120, columns: 4) { target in
      for index in target.indices { target[index] = Float(stream.normal()) }
    }
    for kind in Reducers.kinds {
      let reducer = try #require(kind.init() as? any Reducer)
      #expect(try (reducer.fit(data, seed: 0).map != nil) == reducer.mapsOthers, "\(kind.kind)")
      let facts = SampleFacts(rows: 120, columns: 4)
      #expect(reducer.findings(on: facts).isEmpty, "\(kind.kind)")
    }
  }

  @Test("More components than samples span, a perplexity beyond those that differ, and idle steps")
  func noted() {
    let odd: [(any Reducer, SampleFacts)] = [
      (PCA(dimensions: 5), SampleFacts(rows: 5, columns: 9)),
      (PCA(dimensions: 5), SampleFacts(rows: 50, columns: 9, different: 3)),
      (TSNE(), SampleFacts(rows: 200, columns: 9, different: 40)),
      (UMAP(), SampleFacts(rows: 200, columns: 9, different: 10)),
      (Standardize(), SampleFacts(rows: 200, columns: 9, different: 1)),
      (NormalizeRows(), SampleFacts(rows: 200, columns: 1)),
      (Take(dimensions: 9), SampleFacts(rows: 200, columns: 9)),
    ]
    for (reducer, facts) in odd {
      #expect(reducer.findings(on: facts).count == 1, "\(type(of: reducer).kind)")
    }
  }
}
