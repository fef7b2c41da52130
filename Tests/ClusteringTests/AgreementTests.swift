import Clustering
import Specification
import Testing

@Suite("Agreement of clusters with classes")
struct AgreementTests {
  @Test("Renamed clusters agree fully")
  func renamedClusters() throws {
    let agreement = try Agreement(truth: [0, 0, 1, 1, 2], predicted: [7, 7, 3, 3, 5])
    #expect(agreement.measurements.allSatisfy { $0.value == 1 })
    #expect(agreement.matching == [1, 2, 0])
  }

  @Test("A worked example: counts, matching, accuracy, purity")
  func workedExample() throws {
    let agreement = try Agreement(
      truth: [0, 0, 0, 1, 1, 1, 2, 2], predicted: [1, 1, 0, 0, 0, 0, 2, 0])
    #expect(agreement.table.counts == [1, 2, 0, 3, 0, 0, 1, 0, 1])
    #expect(agreement.matching == [1, 0, 2])
    #expect(agreement.accuracy == 6.0 / 8)
    #expect(agreement.purity == 6.0 / 8)
  }

  @Test("More clusters than classes leaves clusters unmatched; fewer leaves classes unmatched")
  func unequalCounts() throws {
    let more = try Agreement(truth: [0, 0, 0, 1, 1], predicted: [0, 0, 1, 2, 2])
    #expect(more.matching == [0, nil, 1])
    #expect(more.accuracy == 4.0 / 5)
    #expect(more.purity == 1)
    let fewer = try Agreement(truth: [0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 1])
    #expect(fewer.matching == [0, 1])
    #expect(fewer.accuracy == 4.0 / 5)
  }

  @Test("Labelings of different samples are refused")
  func lengths() {
    #expect(throws: ClusteringError.lengthsDiffer(2, 1)) {
      try Agreement(truth: [0, 1], predicted: [0])
    }
    #expect(throws: ClusteringError.noSamples) { try Agreement(truth: [], predicted: []) }
  }
}
