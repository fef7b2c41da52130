import Numerics
import Reduction
import Specification
import TestSupport
import Testing

/// Against scikit-learn (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("t-SNE beside scikit-learn's")
struct TSNETests {
  private let fixture: JSON

  init() throws { fixture = try Fixture.json("sklearn/tsne.json") }

  @Test("Affinities of all pairs, to 1e-6")
  func affinities() throws {
    let samples = fixture[member: "samples"].samples
    let n = samples.rows
    let affinities = Affinities(
      NearestNeighbours(of: samples, count: n - 1), samples: n,
      perplexity: fixture[member: "perplexity"].number ?? 0)
    let expected = fixture[member: "affinities"].matrix
    var found = Matrix<Double>(rows: n, columns: n)
    for row in 0..<n {
      for place in affinities.starts[row]..<affinities.starts[row + 1] {
        found[row, Int(affinities.neighbours[place])] += Double(affinities.probabilities[place])
      }
    }
    #expect(expected.rows == n)
    for (value, theirs) in zip(found.elements, expected.elements) {
      #expect(abs(value - theirs) <= 1e-6)
    }
    #expect(abs(found.elements.reduce(0, +) - 1) < 1e-6)
  }
}
