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
    let shape = try #require(try ClusterShape(of: samples, labels: [4, 4, 7, 7, -1]))
    #expect(abs(shape.silhouette - 4.0 / 5) < 1e-12)
    #expect(shape.daviesBouldin == 0)
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
