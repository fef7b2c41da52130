import Clustering
import Numerics
import Specification
import Testing

@Suite("Degenerate samples in clusterings")
struct DegenerateClusteringTests {
  private func clusterers(_ clusters: Int) -> [any Clusterer] {
    Agglomerative.Linkage.allCases.map { Agglomerative(clusters: clusters, linkage: $0) }
      + GaussianMixture.Covariance.allCases.map {
        GaussianMixture(clusters: clusters, covariance: $0)
      }
      + [
        KMeans(clusters: clusters), MiniBatchKMeans(clusters: clusters),
        Spectral(clusters: clusters), SphericalKMeans(clusters: clusters),
      ]
  }

  private func samples(_ rows: Int, _ columns: Int) -> Matrix<Float> {
    var stream = RandomStream(seed: 6, purpose: "samples")
    return Matrix(rows: rows, columns: columns) { target in
      for index in target.indices { target[index] = Float(stream.normal()) }
    }
  }

  @Test("NaN and infinity are named by row and column")
  func notFinite() {
    for bad in [Float.nan, .infinity, -.infinity] {
      var data = samples(9, 4)
      data[5, 2] = bad
      for clusterer in clusterers(2) {
        #expect(throws: ClusteringError.notFinite(row: 5, column: 2)) {
          try clusterer.cluster(data, classes: nil, seed: 0)
        }
      }
    }
  }

  @Test("More clusters than samples, no samples, and an unknown number are refused")
  func refusals() {
    for clusterer in clusterers(10) {
      #expect(throws: ClusteringError.tooManyClusters(asked: 10, rows: 9)) {
        try clusterer.cluster(samples(9, 4), classes: nil, seed: 0)
      }
      #expect(throws: ClusteringError.noSamples) {
        try clusterer.cluster(samples(0, 4), classes: nil, seed: 0)
      }
    }
    let unknown: [any Clusterer] = [
      KMeans(), MiniBatchKMeans(), Agglomerative(), GaussianMixture(), Spectral(),
      SphericalKMeans(),
    ]
    for clusterer in unknown {
      let kind = type(of: clusterer).kind
      #expect(throws: ClusteringError.clustersUnknown(method: kind)) {
        try clusterer.cluster(samples(9, 4), classes: nil, seed: 0)
      }
    }
  }

  @Test("One cluster holds all samples, also when there is only one")
  func oneCluster() throws {
    for clusterer in clusterers(1) {
      let all = try clusterer.cluster(samples(9, 4), classes: nil, seed: 0)
      #expect(all.labels == Array(repeating: 0, count: 9) && all.clusters == 1)
      let one = try clusterer.cluster(samples(1, 4), classes: nil, seed: 0)
      #expect(one.labels == [0])
    }
  }

  @Test("As many clusters as samples leaves each sample alone")
  func allAlone() throws {
    let partitions = try (clusterers(6)).filter { !($0 is MiniBatchKMeans) }.map {
      try $0.cluster(samples(6, 3), classes: nil, seed: 0)
    }
    for partition in partitions.prefix(4) { #expect(Set(partition.labels).count == 6) }
    for partition in partitions { #expect(partition.labels.allSatisfy { (0..<6).contains($0) }) }
    let kmeans = try KMeans(clusters: 6).cluster(samples(6, 3), classes: nil, seed: 0)
    #expect(Set(kmeans.labels).count == 6 && kmeans.measurements[.inertia] == 0)
  }

  @Test("Samples all alike give labels in range and finite numbers")
  func allAlike() throws {
    let data = Matrix<Float>(rows: 12, columns: 3, repeating: 4.5)
    for clusterer in clusterers(3) {
      let partition = try clusterer.cluster(data, classes: nil, seed: 0)
      #expect(partition.labels.count == 12)
      #expect(partition.labels.allSatisfy { (0..<3).contains($0) })
      #expect(partition.centres?.elements.allSatisfy { $0.isFinite } ?? true)
    }
  }

  @Test("Duplicates of two points are told apart, beside a constant column")
  func duplicates() throws {
    let data = Matrix<Float>(rows: 20, columns: 3) { target in
      for row in 0..<20 {
        target[row * 3] = row % 2 == 0 ? -1 : 1
        target[row * 3 + 1] = 5
        target[row * 3 + 2] = row % 2 == 0 ? 3 : 2
      }
    }
    let truth = (0..<20).map { $0 % 2 }
    // Among ten copies a sample has only nine copies as neighbours.
    let spectral: any Clusterer = Spectral(clusters: 2, neighbours: 9)
    for clusterer in clusterers(2).filter({ !($0 is Spectral) }) + [spectral] {
      let labels = try clusterer.cluster(data, classes: nil, seed: 0).labels
      let kind = type(of: clusterer).kind
      #expect(try Agreement(truth: truth, predicted: labels).accuracy == 1, "\(kind)")
    }
  }

  @Test("Where density is measured, samples that are not finite, too few or all alike end well")
  func density() throws {
    for clusterer in [DBSCAN(), HDBSCAN()] as [any Clusterer] {
      #expect(throws: ClusteringError.noSamples) {
        try clusterer.cluster(samples(0, 4), classes: nil, seed: 0)
      }
      #expect(throws: ClusteringError.tooFewSamples(needed: 5, rows: 4)) {
        try clusterer.cluster(samples(4, 4), classes: nil, seed: 0)
      }
      var data = samples(9, 4)
      data[5, 2] = .nan
      #expect(throws: ClusteringError.notFinite(row: 5, column: 2)) {
        try clusterer.cluster(data, classes: nil, seed: 0)
      }
      let alike = Matrix<Float>(rows: 12, columns: 3, repeating: 4.5)
      let partition = try clusterer.cluster(alike, classes: nil, seed: 0)
      #expect(Set(partition.labels).count == 1 && partition.notes.count == 1)
      #expect(partition.measurements[.noise]?.isFinite == true)
    }
    let lonely = try DBSCAN(epsilon: 1e-3).cluster(samples(30, 4), classes: nil, seed: 0)
    #expect(lonely.labels.allSatisfy { $0 == Partition.noise } && lonely.clusters == 0)
    #expect(lonely.measurements[.noise] == 1)
  }

  @Test("A mixture without regularization names the component that collapsed")
  func collapsed() {
    var mixture = GaussianMixture(clusters: 2)
    mixture.regularization = 0
    #expect(throws: ClusteringError.self) {
      try mixture.cluster(
        Matrix<Float>(rows: 12, columns: 3, repeating: 1), classes: nil, seed: 0)
    }
  }

  @Test("The same seed gives the same bytes")
  func repeated() throws {
    let data = samples(200, 5)
    for clusterer in clusterers(4) {
      let first = try clusterer.cluster(data, classes: nil, seed: 3)
      let second = try clusterer.cluster(data, classes: nil, seed: 3)
      #expect(first.labels == second.labels)
      #expect(first.report == second.report && first.measurements == second.measurements)
    }
  }
}
