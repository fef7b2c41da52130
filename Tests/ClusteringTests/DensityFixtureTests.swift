import Clustering
import Numerics
import Specification
import TestSupport
import Testing

/// Against scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Clusters of density beside scikit-learn's")
struct DensityFixtureTests {
  private let cases: [JSON]

  init() throws {
    cases = try Fixture.json("sklearn/density.json").elements ?? []
  }

  /// Whether the noise is the same and the clusters are, whatever their numbers.
  private func agree(_ labels: [Int], _ theirs: [Int]) -> Bool {
    let pairs = Set(zip(labels, theirs).map { [$0, $1] })
    return pairs.count == Set(labels).count && pairs.count == Set(theirs).count
      && pairs.allSatisfy { ($0[0] == Partition.noise) == ($0[1] == -1) }
  }

  @Test("DBSCAN gives the same labels, number for number")
  func dbscan() throws {
    var compared = 0
    for data in cases {
      let samples = data[member: "samples"].samples
      for expected in data[member: "dbscan"].elements ?? [] {
        let epsilon = try #require(expected["epsilon"]?.number)
        let least = try #require(expected["minSamples"]?.integer)
        let partition = try DBSCAN(epsilon: epsilon, minimumSamples: least)
          .cluster(samples, classes: nil, seed: 0)
        let theirs = expected[member: "labels"].integers
        #expect(agree(partition.labels, theirs), "\(epsilon) \(least)")
        #expect(partition.clusters == (theirs.max() ?? -1) + 1)
        let noise = Double(theirs.count { $0 < 0 }) / Double(theirs.count)
        #expect(partition.measurements[.noise] == noise)
        compared += 1
      }
    }
    #expect(compared == 6)
  }

  @Test("HDBSCAN gives the same labels, by excess of mass and by leaves")
  func hdbscan() throws {
    var compared = 0
    for data in cases {
      let samples = data[member: "samples"].samples
      for expected in data[member: "hdbscan"].elements ?? [] {
        let options = HDBSCAN(
          minimumClusterSize: try #require(expected["minClusterSize"]?.integer),
          minimumSamples: expected["minSamples"]?.integer,
          selection: expected[member: "isLeaf"] == true.json ? .leaf : .excessOfMass)
        let partition = try options.cluster(samples, classes: nil, seed: 0)
        let theirs = expected[member: "labels"].integers
        #expect(agree(partition.labels, theirs), "\(samples.columns) \(options)")
        compared += 1
      }
    }
    #expect(compared == 15)
  }
}

@Suite("Spherical k-means")
struct SphericalKMeansTests {
  @Test("Directions are told apart, whatever the lengths, and the inertia is that of the cosines")
  func directions() throws {
    var stream = RandomStream(seed: 5, purpose: "samples")
    let truth = (0..<300).map { $0 % 3 }
    let samples = Matrix<Float>(rows: 300, columns: 5) { target in
      for row in 0..<300 {
        let length = Elementary.exp(3 * stream.normal())
        for column in 0..<5 {
          let value = (column == truth[row] ? 1 : 0) + 0.1 * stream.normal()
          target[row * 5 + column] = Float(length * value)
        }
      }
    }
    let partition = try SphericalKMeans(clusters: 3).cluster(samples, classes: nil, seed: 0)
    #expect(try Agreement(truth: truth, predicted: partition.labels).accuracy == 1)
    let plain = try KMeans(clusters: 3).cluster(samples, classes: nil, seed: 0)
    #expect(try Agreement(truth: truth, predicted: plain.labels).accuracy < 0.9)
    let centres = try #require(partition.centres)
    var sum = 0.0
    for (row, label) in partition.labels.enumerated() {
      let cosines = (0..<3).map { cosine(samples[row], centres[$0]) }
      #expect(cosines.indices.max { cosines[$0] < cosines[$1] } == label)
      sum += 2 * (1 - cosines[label])
    }
    for centre in 0..<3 { #expect(abs(length(centres[centre]) - 1) < 1e-6) }
    let inertia = try #require(partition.measurements[.sphericalInertia])
    #expect(abs(inertia - sum) < 1e-4 * sum)
  }

  @Test("Samples of zeros are told, and stay finite")
  func zeros() throws {
    let samples = try #require(
      Matrix<Float>(rows: 4, columns: 2, elements: [0, 0, 1, 0, 0, 3, 0, 2]))
    let partition = try SphericalKMeans(clusters: 2).cluster(samples, classes: nil, seed: 0)
    #expect(partition.labels[1] != partition.labels[2])
    #expect(partition.labels[2] == partition.labels[3])
    #expect(partition.notes.contains { $0.kind == "sphericalKMeans.zeros" })
    #expect(partition.centres?.elements.allSatisfy { $0.isFinite } == true)
  }

  private func length(_ row: ArraySlice<Float>) -> Double {
    row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  private func cosine(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Double {
    let product = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return product / (length(left) * length(right))
  }
}
