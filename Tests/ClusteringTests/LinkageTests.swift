import Clustering
import Numerics
import Specification
import TestSupport
import Testing

/// Against SciPy and scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Agglomerative clustering")
struct LinkageTests {
  @Test("Heights, sizes, merges and labels are SciPy's", arguments: Agglomerative.Linkage.allCases)
  func fixture(linkage: Agglomerative.Linkage) throws {
    let fixture = try Fixture.json("sklearn/linkage.json")
    let samples = fixture[member: "samples"].samples
    let expected = fixture[member: linkage.rawValue]
    let clusters = fixture[member: "clusters"].integer ?? 0
    let partition = try Agglomerative(clusters: clusters, linkage: linkage).cluster(
      samples, classes: nil, seed: 0)
    let merges = try #require(partition.merges?.merges)
    let heights = expected[member: "heights"].numbers
    #expect(merges.count == 59 && heights.count == 59)
    for (merge, height) in zip(merges, heights) {
      #expect(abs(merge.height - height) <= 1e-6 * height)
    }
    #expect(merges.map(\.size) == expected[member: "sizes"].integers)
    #expect(merges.map(\.left) == expected[member: "left"].integers)
    #expect(merges.map(\.right) == expected[member: "right"].integers)
    let agreement = try Agreement(
      truth: expected[member: "labels"].integers, predicted: partition.labels)
    #expect(agreement.adjustedRandIndex == 1)
    let reported = try #require(partition.report["lastHeights"]?.elements).compactMap(\.number)
    #expect(reported == merges.suffix(20).map(\.height))
  }

  @Test("A cut leaves as many clusters as asked, from one to each sample alone")
  func cuts() throws {
    let samples = try Fixture.json("sklearn/linkage.json")[member: "samples"].samples
    for clusters in [1, 2, 7, 59, 60] {
      let labels = try Agglomerative(clusters: clusters).cluster(
        samples, classes: nil, seed: 0
      ).labels
      #expect(Set(labels) == Set(0..<clusters))
    }
  }
}
