import Clustering
import Numerics
import Testing

@Suite("k-means")
struct KMeansTests {
  /// Samples `[n, d]` around centres far apart, in turn, and the centre each belongs to.
  private func blobs(
    _ count: Int, centres: Int, dimensions: Int
  ) -> (samples: Matrix<Float>, truth: [Int]) {
    var stream = RandomStream(seed: 1, purpose: "blobs")
    let places = (0..<centres).map { _ in (0..<dimensions).map { _ in stream.uniform(-20, 20) } }
    let samples = Matrix<Float>(rows: count, columns: dimensions) { target in
      for row in 0..<count {
        for column in 0..<dimensions {
          target[row * dimensions + column] = Float(places[row % centres][column] + stream.normal())
        }
      }
    }
    return (samples, (0..<count).map { $0 % centres })
  }

  @Test("Groups that are far apart are found, whatever the width", arguments: [3, 16, 50])
  func findsBlobs(dimensions: Int) throws {
    let (samples, truth) = blobs(400, centres: 4, dimensions: dimensions)
    let partition = try KMeans(clusters: 4).cluster(samples, classes: nil, seed: 0)
    #expect(try Agreement(truth: truth, predicted: partition.labels).accuracy == 1)
    #expect(partition.centres?.rows == 4)
  }

  @Test("The number of clusters is the number of classes unless the file says one")
  func countFromClasses() throws {
    let (samples, _) = blobs(30, centres: 3, dimensions: 2)
    #expect(try KMeans().cluster(samples, classes: 3, seed: 0).clusters == 3)
    #expect(try KMeans(clusters: 2).cluster(samples, classes: 3, seed: 0).clusters == 2)
    #expect(throws: ClusteringError.clustersUnknown(method: "kmeans")) {
      try KMeans().cluster(samples, classes: nil, seed: 0)
    }
  }

  @Test("Data that does not allow it is refused")
  func refusals() {
    var samples = Matrix<Float>(rows: 3, columns: 2)
    #expect(throws: ClusteringError.tooManyClusters(asked: 4, rows: 3)) {
      try KMeans(clusters: 4).cluster(samples, classes: nil, seed: 0)
    }
    samples[2, 1] = .nan
    #expect(throws: ClusteringError.notFinite(row: 2, column: 1)) {
      try KMeans(clusters: 2).cluster(samples, classes: nil, seed: 0)
    }
  }
}
