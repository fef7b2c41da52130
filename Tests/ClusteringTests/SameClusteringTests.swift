import Clustering
import Numerics
import Specification
import Testing

@Suite("Clusterings on several threads")
struct SameClusteringTests {
  @Test(
    "A clustering is the same on 1, 2 and 3 threads",
    arguments: [
      KMeans(clusters: 4, restarts: 3), MiniBatchKMeans(clusters: 4), Spectral(clusters: 4),
      GaussianMixture(clusters: 4), Agglomerative(clusters: 4),
      Agglomerative(clusters: 4, linkage: .average), SphericalKMeans(clusters: 4),
      KMeans(choosing: ClusterChoice(by: .silhouette, 2...5)),
      GaussianMixture(choosing: ClusterChoice(by: .bic, 1...4)),
      DBSCAN(epsilon: 1.5), HDBSCAN(minimumClusterSize: 20),
    ] as [any Clusterer])
  func sameBytes(clusterer: any Clusterer) throws {
    var stream = RandomStream(seed: 9, purpose: "samples")
    let samples = Matrix<Float>(rows: 1300, columns: 6) { target in
      for index in target.indices {
        let isNear = index % 6 == (index / 6) % 4
        target[index] = Float((isNear ? 2.5 : 0) + stream.normal())
      }
    }
    let results = try [1, 2, 3].map { count in
      try Parallel.$threads.withValue(count) {
        try clusterer.cluster(samples, classes: nil, seed: 4)
      }
    }
    for result in results.dropFirst() {
      #expect(result.labels == results[0].labels)
      #expect(
        result.report == results[0].report && result.measurements == results[0].measurements)
    }
  }
}
