import Clustering
import Numerics
import Specification
import Testing

@Suite("Numbers of clusters that are chosen")
struct ClusterChoiceTests {
  /// Every kind that is told how many clusters there are.
  private static let clusterers: [any CountedClusterer] = Clusterers.kinds.compactMap {
    $0.init() as? any CountedClusterer
  }

  /// Groups that lie far apart, whatever the direction from which they are looked at.
  private func groups(_ count: Int, of size: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 12, purpose: "groups")
    return Matrix(rows: count * size, columns: 5) { target in
      for index in target.indices {
        let isAxis = index % 5 == (index / 5) % count
        target[index] = Float((isAxis ? 9 : 0) + 0.3 * stream.normal())
      }
    }
  }

  private func choosing(
    _ clusterer: any CountedClusterer, _ choice: ClusterChoice
  ) -> any CountedClusterer {
    var clusterer = clusterer
    clusterer.clusters = .chosen(choice)
    return clusterer
  }

  @Test("Every clusterer that is told a number takes the best silhouette, and its own clustering")
  func silhouettes() throws {
    let samples = groups(4, of: 30)
    #expect(
      Self.clusterers.count
        == Clusterers.kinds.count {
          !(($0 as? any Clusterer.Type)?.findsTheirNumber ?? true)
        })
    for clusterer in Self.clusterers {
      let kind = type(of: clusterer).kind
      let found = try choosing(clusterer, ClusterChoice(by: .silhouette, 2...7))
        .cluster(samples, classes: 2, seed: 3)
      let choice = try #require(found.choice, "\(kind)")
      #expect(choice.chosen == 4 && choice.from == 2 && choice.values.count == 6, "\(kind)")
      #expect(found.measurements[.chosenClusters] == 4)
      for (count, value) in zip(choice.counts, choice.values) {
        var told = clusterer
        told.clusters = .given(count)
        let alone = try told.cluster(samples, classes: nil, seed: 3)
        let shape = try ClusterShape(of: samples, labels: alone.labels)
        #expect(value == shape?.silhouette, "\(kind) \(count)")
        if count == 4 {
          #expect(found.labels == alone.labels && found.report == alone.report, "\(kind)")
          #expect(found.centres == alone.centres, "\(kind)")
        }
      }
    }
  }

  @Test("A mixture is chosen by the criterion that it measures, the lowest", arguments: 0..<3)
  func information(seed: Int) throws {
    let samples = groups(3, of: 40)
    for covariance in GaussianMixture.Covariance.allCases {
      var mixture = GaussianMixture(choosing: ClusterChoice(by: .bic, 1...5))
      mixture.covariance = covariance
      let found = try mixture.cluster(samples, classes: nil, seed: UInt64(seed))
      let values = try (1...5).map { count in
        try GaussianMixture(clusters: count, covariance: covariance)
          .cluster(samples, classes: nil, seed: UInt64(seed)).measurements[.bayesianInformation]
      }
      let lowest = values.compactMap { $0 }.min()
      #expect(found.choice?.values == values && found.measurements[.bayesianInformation] == lowest)
      #expect(found.choice?.chosen == 1 + (values.firstIndex(of: lowest) ?? 9))
    }
  }

  @Test("Of equal values the one of fewer clusters is taken")
  func ties() throws {
    // Three points, so that no number beyond three makes another partition.
    let samples = Matrix<Float>(rows: 36, columns: 2) { target in
      for index in target.indices {
        target[index] = index / 2 % 3 == index % 2 ? 8 : Float(index / 2 % 3) + 1
      }
    }
    for clusterer in Self.clusterers {
      let found = try choosing(clusterer, ClusterChoice(by: .silhouette, 3...6))
        .cluster(samples, classes: nil, seed: 1)
      #expect(found.choice?.chosen == 3, "\(type(of: clusterer).kind)")
    }
  }

  @Test("Samples that are all alike make one cluster, and a note that none could be chosen")
  func alike() throws {
    let samples = Matrix<Float>(rows: 20, columns: 3, repeating: 2)
    for clusterer in Self.clusterers {
      let found = try choosing(clusterer, ClusterChoice(by: .silhouette, 2...4))
        .cluster(samples, classes: nil, seed: 1)
      #expect(found.choice?.chosen == 2 && found.choice?.values == [nil, nil, nil])
      #expect(found.notes.contains { $0.kind == "clusters.undefined" })
    }
  }

  @Test("A best number at the end of the range is told, unless there is none beyond it")
  func ends() throws {
    let samples = groups(4, of: 30)
    func notes(_ counts: ClosedRange<Int>) throws -> [String] {
      try KMeans(choosing: ClusterChoice(by: .silhouette, counts))
        .cluster(samples, classes: nil, seed: 0).notes.map(\.kind).filter { $0 == "clusters.end" }
    }
    #expect(try notes(2...4).count == 1 && notes(4...6).count == 1 && notes(5...6).count == 1)
    #expect(try notes(2...6).isEmpty && notes(3...5).isEmpty)
    let pair = groups(2, of: 30)
    let two = try KMeans(choosing: ClusterChoice(by: .silhouette, 2...4))
      .cluster(pair, classes: nil, seed: 0)
    #expect(two.choice?.chosen == 2 && !two.notes.contains { $0.kind == "clusters.end" })
  }

  @Test("More clusters than samples are refused beforehand as they are while clustering")
  func refused() {
    for clusterer in Self.clusterers {
      let kind = type(of: clusterer).kind
      let chosen = choosing(clusterer, ClusterChoice(by: .silhouette, 2...31))
      let findings = chosen.findings(on: SampleFacts(rows: 30, columns: 3), classes: nil)
      #expect(findings.count { if case .refusal = $0 { true } else { false } } == 1, "\(kind)")
      #expect(throws: ClusteringError.tooManyClusters(asked: 31, rows: 30), "\(kind)") {
        try chosen.cluster(groups(3, of: 10), classes: nil, seed: 0)
      }
      let few = SampleFacts(rows: 60, columns: 3, different: 20)
      #expect(!chosen.findings(on: few, classes: nil).isEmpty, "\(kind)")
    }
  }

  @Test("Only what measures a likelihood is chosen by it")
  func likelihoods() throws {
    for kind in Clusterers.kinds where kind.init() is any CountedClusterer {
      let text = #"{ "\#(kind.kind)": { "clusters": { "choose": "bic", "to": 3 } } }"#
      let json = try JSONParser.parse(Source(name: "text", bytes: Array(text.utf8)))
      var problems = Problems()
      let read = OneOf<Clusterers>.read(json, at: JSONPath(), into: &problems)
      #expect((read != nil) == (kind == GaussianMixture.self), "\(kind.kind)")
      #expect((read == nil) == "\(problems)".contains("has no likelihood"), "\(kind.kind)")
    }
  }
}
