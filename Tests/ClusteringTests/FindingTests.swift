import Clustering
import Numerics
import Specification
import Testing

@Suite("What clusterers need of the samples")
struct FindingTests {
  /// Every kind that a file can name, with its defaults; the number of clusters comes from the classes.
  private static let clusterers: [any Clusterer] = Clusterers.kinds.compactMap {
    $0.init() as? any Clusterer
  }

  private func refusals(_ findings: [Finding]) -> Int {
    findings.count { if case .refusal = $0 { true } else { false } }
  }

  @Test("Every clusterer refuses more clusters than samples, and an unknown number of them")
  func refused() {
    for clusterer in Self.clusterers where !type(of: clusterer).findsTheirNumber {
      let kind = type(of: clusterer).kind
      let facts = SampleFacts(rows: 60, columns: 3)
      #expect(refusals(clusterer.findings(on: facts, classes: 61)) == 1, "\(kind)")
      #expect(refusals(clusterer.findings(on: facts, classes: nil)) == 1, "\(kind)")
      #expect(clusterer.findings(on: facts, classes: 3).isEmpty, "\(kind)")
    }
  }

  @Test("Every clusterer that finds the number of clusters refuses fewer samples than one takes")
  func refusedDensity() {
    let finders = Self.clusterers.filter { type(of: $0).findsTheirNumber }
    #expect(finders.count == 2)
    for clusterer in finders {
      let kind = type(of: clusterer).kind
      let few = clusterer.findings(on: SampleFacts(rows: 4, columns: 3), classes: nil)
      #expect(refusals(few) == 1, "\(kind)")
      let many = clusterer.findings(on: SampleFacts(rows: 60, columns: 3), classes: nil)
      #expect(many.isEmpty, "\(kind)")
    }
    let facts = SampleFacts(rows: 60, columns: 3)
    let wide = HDBSCAN(minimumClusterSize: 31, minimumSamples: 61)
    #expect(refusals(wide.findings(on: facts, classes: nil)) == 1)
    #expect(HDBSCAN(minimumClusterSize: 31).findings(on: facts, classes: nil).count == 1)
  }

  @Test("Every clusterer notes more clusters than samples that differ")
  func noted() {
    for clusterer in Self.clusterers {
      let facts = SampleFacts(rows: 60, columns: 3, different: 2)
      let findings = clusterer.findings(on: facts, classes: 3)
      #expect(refusals(findings) == 0 && !findings.isEmpty, "\(type(of: clusterer).kind)")
    }
  }

  @Test("What is refused beforehand cannot be computed, and what is not can")
  func agreement() throws {
    var stream = RandomStream(seed: 4, purpose: "samples")
    for rows in [2, 5, 12] {
      let data = Matrix<Float>(rows: rows, columns: 2) { target in
        for index in target.indices { target[index] = Float(stream.normal()) }
      }
      for clusterer in Self.clusterers where !(clusterer is Spectral) {
        let findings = clusterer.findings(on: SampleFacts(rows: rows, columns: 2), classes: 5)
        let partition = try? clusterer.cluster(data, classes: 5, seed: 0)
        let kind = type(of: clusterer).kind
        #expect((partition == nil) == (refusals(findings) > 0), "\(kind) \(rows)")
      }
    }
  }

  @Test("Neighbours beyond the other samples, and covariances beyond the samples, are told")
  func particular() {
    let facts = SampleFacts(rows: 20, columns: 12)
    #expect(refusals(Spectral(clusters: 2, neighbours: 20).findings(on: facts, classes: nil)) == 1)
    #expect(Spectral(clusters: 2, neighbours: 19).findings(on: facts, classes: nil).isEmpty)
    #expect(GaussianMixture(clusters: 2).findings(on: facts, classes: nil).count == 1)
    #expect(
      GaussianMixture(clusters: 2, covariance: .diagonal).findings(on: facts, classes: nil).isEmpty)
  }
}
