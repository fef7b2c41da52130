import Clustering
import Numerics
import Specification
import TestSupport
import Testing

/// Against scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Scores beside scikit-learn's")
struct ScoreFixtureTests {
  private let fixture: JSON

  init() throws { fixture = try Fixture.json("sklearn/scores.json") }

  @Test("Agreement of eight pairs of labelings, to 1e-12")
  func agreement() throws {
    let cases = fixture[member: "cases"].elements ?? []
    #expect(cases.count == 8)
    for pair in cases {
      let agreement = try Agreement(
        truth: pair[member: "truth"].integers, predicted: pair[member: "predicted"].integers)
      #expect(agreement.measurements.count == 7)
      for measurement in agreement.measurements {
        let (name, value) = (measurement.metric.name, measurement.value)
        let expected = try #require(pair[name]?.number)
        #expect(abs(value - expected) <= 1e-12, "\(name): \(value), not \(expected)")
      }
    }
  }

  @Test("Silhouette and Davies-Bouldin, to 1e-12")
  func shape() throws {
    let samples = fixture[member: "samples"].samples
    var found = 0
    for pair in fixture[member: "cases"].elements ?? [] {
      let shape = try ClusterShape(of: samples, labels: pair[member: "predicted"].integers)
      #expect((shape == nil) == (pair["silhouette"] == nil))
      for measurement in shape?.measurements ?? [] {
        let (name, value) = (measurement.metric.name, measurement.value)
        let expected = try #require(pair[name]?.number)
        #expect(abs(value - expected) <= 1e-12, "\(name): \(value), not \(expected)")
        found += 1
      }
    }
    #expect(found == 14)
  }

  @Test("Duplicates, samples alone in their cluster, and far offsets are judged exactly")
  func hardShapes() throws {
    // Two pairs of duplicates 5 apart and one sample alone at distance 10 from the first pair.
    let samples = try #require(
      Matrix<Float>(
        rows: 5, columns: 2,
        elements: [1000, 1000, 1000, 1000, 1003, 1004, 1003, 1004, 1006, 1008]))
    let shape = try #require(try ClusterShape(of: samples, labels: [4, 4, 7, 7, 9]))
    #expect(abs(shape.silhouette - 4.0 / 5) < 1e-12)
    #expect(shape.daviesBouldin == 0)
  }

  @Test("A silhouette of drawn samples is that of all within its error, and of all of few the same")
  func sampled() throws {
    var stream = RandomStream(seed: 1, purpose: "samples")
    let labels = (0..<3000).map { $0 % 3 }
    let samples = Matrix<Float>(rows: 3000, columns: 4) { target in
      for index in target.indices {
        target[index] = Float(Double(labels[index / 4] * 2) + stream.normal())
      }
    }
    let all = try #require(try ClusterShape(of: samples, labels: labels))
    let some = try #require(
      try ClusterShape(of: samples, labels: labels, judged: .drawn(count: 500, seed: 1)))
    #expect(some.silhouette != all.silhouette)
    #expect(abs(some.silhouette - all.silhouette) < 0.03)
    #expect(some.daviesBouldin == all.daviesBouldin)
    #expect(
      try ClusterShape(of: samples, labels: labels, judged: .drawn(count: 3000, seed: 1)) == all)
    #expect(SilhouetteChoice.automatic.sample(of: SilhouetteChoice.limit) == nil)
    #expect(SilhouetteChoice.automatic.sample(of: SilhouetteChoice.limit + 1) != nil)
    #expect(SilhouetteChoice.exact.sample(of: 1_000_000) == nil)
  }

  @Test("Noise is wrong, is one cluster more to information and pairs, and has no shape")
  func noise() throws {
    let truth = [0, 0, 0, 1, 1, 1, 2, 2]
    let predicted = [0, 0, -1, 1, 1, -1, -1, -1]
    let agreement = try Agreement(truth: truth, predicted: predicted)
    #expect(agreement.accuracy == 0.5 && agreement.purity == 0.5)
    #expect(agreement.table.clusters == [-1, 0, 1] && agreement.matching == [nil, 0, 1])
    let named = try Agreement(truth: truth, predicted: predicted.map { $0 < 0 ? 7 : $0 })
    #expect(agreement.normalizedMutualInformation == named.normalizedMutualInformation)
    #expect(agreement.adjustedRandIndex == named.adjustedRandIndex && named.accuracy > 0.5)
    let samples = try #require(
      Matrix<Float>(rows: 8, columns: 1, elements: [0, 1, 500, 10, 11, -500, 90, -90]))
    let rest = samples.selecting(rows: [0, 1, 3, 4])
    #expect(
      try ClusterShape(of: samples, labels: predicted)
        == ClusterShape(of: rest, labels: [0, 0, 1, 1]))
    #expect(try ClusterShape(of: samples, labels: [0, 0, -1, -1, -1, -1, -1, -1]) == nil)
  }

  @Test("Shape is not defined for one cluster or for samples all alone")
  func undefined() throws {
    let samples = Matrix<Float>(rows: 3, columns: 2)
    #expect(try ClusterShape(of: samples, labels: [0, 0, 0]) == nil)
    #expect(try ClusterShape(of: samples, labels: [0, 1, 2]) == nil)
    #expect(throws: ClusteringError.lengthsDiffer(3, 2)) {
      try ClusterShape(of: samples, labels: [0, 1])
    }
    let same = try #require(try ClusterShape(of: samples, labels: [0, 0, 1]))
    #expect(same.silhouette == 0 && same.daviesBouldin == 0)
  }
}
