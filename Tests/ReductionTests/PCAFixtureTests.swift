import Numerics
import Reduction
import Specification
import TestSupport
import Testing

/// Against scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Principal components beside scikit-learn's")
struct PCAFixtureTests {
  private let cases: [JSON]

  init() throws { cases = try Fixture.json("sklearn/pca.json").elements ?? [] }

  /// The factor, 1 or -1, that makes the signs of two directions agree.
  private func sign(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1 : 1
  }

  @Test(
    "Mean, components up to sign, variances, ratios and whitened scores",
    arguments: [PCA.Solver.automatic, .covariance, .gram, .randomized])
  func fixture(solver: PCA.Solver) throws {
    #expect(cases.count == 2)
    for sample in cases {
      let samples = sample[member: "samples"].samples
      let k = sample[member: "dimensions"].integer ?? 0
      let map = try PCA(dimensions: k, whiten: true, solver: solver)
        .principalComponents(of: samples)
      let tolerance = solver == .randomized ? 1e-6 : 1e-10
      for (mean, theirs) in zip(map.mean, sample[member: "mean"].numbers) {
        #expect(abs(mean - theirs) < 1e-12)
      }
      let components = sample[member: "components"].matrix
      let whitened = sample[member: "whitened"].matrix
      let scores = try map.apply(to: samples)
      for row in 0..<k {
        let sign = sign(map.components[row], components[row])
        for (value, theirs) in zip(map.components[row], components[row]) {
          #expect(abs(sign * value - theirs) < tolerance)
        }
        let variance = sample[member: "variances"].numbers[row]
        #expect(abs(map.variances[row] - variance) < tolerance * variance)
        #expect(abs(map.ratios[row] - sample[member: "ratios"].numbers[row]) < tolerance)
        for place in 0..<samples.rows {
          #expect(abs(sign * Double(scores[place, row]) - whitened[place, row]) < 1e-5)
        }
      }
    }
  }

  @Test("Standardised columns are scikit-learn's")
  func standardized() throws {
    for sample in cases {
      let fitted = try Standardize().fit(sample[member: "samples"].samples, seed: 0)
      let expected = sample[member: "standardized"].matrix
      for (value, theirs) in zip(fitted.embedding.elements, expected.elements) {
        #expect(abs(Double(value) - theirs) < 1e-6)
      }
    }
  }

  @Test("A direction's largest entry is positive, whatever the solver")
  func signs() throws {
    for solver in [PCA.Solver.covariance, .gram, .randomized] {
      let samples = cases[1][member: "samples"].samples
      let map = try PCA(dimensions: 4, solver: solver).principalComponents(of: samples)
      for row in 0..<4 {
        let largest = map.components[row].max { abs($0) < abs($1) } ?? 0
        #expect(largest > 0)
      }
    }
  }
}
