import Clustering
import Numerics
import Specification
import TestSupport
import Testing

/// Against scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Clusterings beside scikit-learn's")
struct PartitionFixtureTests {
  private let fixture: JSON
  private let samples: Matrix<Float>

  init() throws {
    fixture = try Fixture.json("sklearn/partitions.json")
    samples = fixture[member: "samples"].samples
  }

  @Test("Ten starts of k-means end with an inertia no higher", arguments: [2, 4, 7])
  func inertia(clusters: Int) throws {
    let expected = try #require(fixture[member: "inertias"]["\(clusters)"]?.number)
    let partition = try KMeans(clusters: clusters).cluster(samples, classes: nil, seed: 0)
    let inertia = try #require(partition.measurements[.inertia])
    #expect(inertia <= expected * (1 + 1e-6))
    #expect(partition.report["inertias"]?.elements?.count == 10)
  }

  @Test("The reported inertia is that of labels and centres")
  func reportedInertia() throws {
    let partition = try KMeans(clusters: 7).cluster(samples, classes: nil, seed: 3)
    let centres = try #require(partition.centres)
    var sum = 0.0
    for (row, label) in partition.labels.enumerated() {
      for column in 0..<samples.columns {
        let step = Double(samples[row, column]) - Double(centres[label, column])
        sum += step * step
      }
    }
    let inertia = try #require(partition.measurements[.inertia])
    #expect(abs(inertia - sum) <= 1e-6 * sum)
  }

  @Test("Mini batches come within 2 % of k-means")
  func miniBatches() throws {
    let expected = try #require(fixture[member: "inertias"]["4"]?.number)
    let partition = try MiniBatchKMeans(clusters: 4).cluster(samples, classes: nil, seed: 0)
    let inertia = try #require(partition.measurements[.inertia])
    #expect(inertia <= expected * 1.02)
    #expect(Set(partition.labels).count == 4)
  }

  @Test(
    "Mixtures reach the likelihood, and their BIC follows from it",
    arguments: GaussianMixture.Covariance.allCases)
  func mixtures(covariance: GaussianMixture.Covariance) throws {
    let expected = fixture[member: "mixtures"][member: covariance.rawValue]
    var mixture = GaussianMixture(clusters: 3, covariance: covariance)
    mixture.restarts = 4
    let partition = try mixture.cluster(samples, classes: nil, seed: 0)
    let likelihood = try #require(partition.measurements[.logLikelihood])
    let theirs = try #require(expected["logLikelihood"]?.number)
    #expect(likelihood >= theirs - 1e-3 * abs(theirs))
    // -2 log L + p log n differs from theirs by the likelihoods alone if p is the same.
    let criterion = try #require(partition.measurements[.bayesianInformation])
    let theirCriterion = try #require(expected["bic"]?.number)
    let difference = -2 * 150 * (likelihood - theirs)
    #expect(abs(criterion - theirCriterion - difference) < 1e-6)
    #expect(partition.report["logLikelihoods"]?.elements?.count == 4)
  }

  @Test("A mixture does not change when all samples are moved far away")
  func movedMixture() throws {
    var moved = samples
    for index in moved.elements.indices { moved.elements[index] += 1024 }
    let mixture = GaussianMixture(clusters: 3)
    let here = try mixture.cluster(samples, classes: nil, seed: 0)
    let there = try mixture.cluster(moved, classes: nil, seed: 0)
    #expect(here.labels == there.labels)
    let likelihoods = [here, there].compactMap { $0.measurements[.logLikelihood] }
    #expect(abs(likelihoods[0] - likelihoods[1]) < 1e-3)
    #expect(abs((there.centres?[0, 0] ?? 0) - (here.centres?[0, 0] ?? 0) - 1024) < 1e-2)
  }

  @Test("Spectral clustering tells two rings apart, as scikit-learn's does")
  func rings() throws {
    let truth = fixture[member: "truth"].integers
    let partition = try Spectral(clusters: 2).cluster(
      fixture[member: "circles"].samples, classes: nil, seed: 0)
    #expect(try Agreement(truth: truth, predicted: partition.labels).accuracy == 1)
    let theirs = fixture[member: "spectral"].integers
    #expect(try Agreement(truth: theirs, predicted: partition.labels).accuracy == 1)
    let eigenvalues = try #require(partition.report["eigenvalues"]?.elements)
    #expect(eigenvalues.allSatisfy { abs($0.number ?? 1) < 1e-6 })
  }

  @Test("The leading eigenvectors of a large graph are found without all of them")
  func largeGraph() throws {
    var stream = RandomStream(seed: 2, purpose: "rings")
    let count = 1500
    let rings = Matrix<Float>(rows: count, columns: 2) { target in
      for row in 0..<count {
        let turn = Elementary.sinCos(stream.uniform(0, 2 * Double.pi))
        let radius = Double(row % 3 + 1) + 0.05 * stream.normal()
        target[2 * row] = Float(radius * turn.cosine)
        target[2 * row + 1] = Float(radius * turn.sine)
      }
    }
    let labels = try Spectral(clusters: 3).cluster(rings, classes: nil, seed: 0).labels
    #expect(try Agreement(truth: (0..<count).map { $0 % 3 }, predicted: labels).accuracy == 1)
  }
}
