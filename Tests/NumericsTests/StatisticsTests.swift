import Numerics
import Specification
import TestSupport
import Testing

/// Against SciPy (`Tests/Fixtures/make_sklearn_fixtures.py`).
@Suite("Statistics of repeated measurements")
struct StatisticsTests {
  private let fixture: JSON

  init() throws { fixture = try Fixture.json("sklearn/statistics.json") }

  private func isClose(_ left: Double, _ right: Double, _ tolerance: Double) -> Bool {
    abs(left - right) <= tolerance * max(abs(right), 1e-300)
  }

  @Test("Mean, sample deviation and 95 % interval are SciPy's")
  func intervals() throws {
    for sample in fixture[member: "cases"].elements ?? [] {
      let summary = try #require(SampleSummary(sample[member: "left"].numbers))
      #expect(summary.count == sample[member: "left"].numbers.count)
      #expect(isClose(summary.mean, sample[member: "mean"].number ?? 0, 1e-13))
      #expect(isClose(summary.deviation ?? 0, sample[member: "deviation"].number ?? 0, 1e-13))
      let interval = try #require(summary.interval())
      let expected = sample[member: "interval"].numbers
      #expect(isClose(interval.lowerBound, expected[0], 1e-12))
      #expect(isClose(interval.upperBound, expected[1], 1e-12))
    }
  }

  @Test("The paired test is SciPy's ttest_rel")
  func pairedTests() throws {
    let cases = fixture[member: "cases"].elements ?? []
    #expect(cases.count == 5)
    for sample in cases {
      let differences = zip(sample[member: "left"].numbers, sample[member: "right"].numbers)
        .map { $0.0 - $0.1 }
      let probability = try #require(SampleSummary(differences)?.probabilityOfZeroMean())
      #expect(isClose(probability, sample[member: "probability"].number ?? 0, 1e-11))
    }
  }

  @Test("Tails and quantiles of Student's distribution are SciPy's")
  func distribution() throws {
    for tail in fixture[member: "tails"].elements ?? [] {
      let (t, n) = (tail[member: "t"].number ?? 0, tail[member: "degrees"].integer ?? 0)
      let expected = tail[member: "probability"].number ?? 0
      #expect(isClose(StudentT.twoSided(t, degrees: n), expected, 1e-11), "t \(t), n \(n)")
      #expect(StudentT.twoSided(-t, degrees: n) == StudentT.twoSided(t, degrees: n))
    }
    for quantile in fixture[member: "quantiles"].elements ?? [] {
      let p = quantile[member: "probability"].number ?? 0
      let n = quantile[member: "degrees"].integer ?? 0
      let expected = quantile[member: "t"].number ?? 0
      #expect(isClose(StudentT.quantile(p, degrees: n), expected, 1e-11), "p \(p), n \(n)")
      #expect(StudentT.quantile(1 - p, degrees: n) <= -0.99 * expected)
    }
  }

  @Test("One value has no spread, equal values have no doubt, none has nothing")
  func degenerate() throws {
    #expect(SampleSummary([]) == nil)
    let one = try #require(SampleSummary([3]))
    #expect(one.mean == 3 && one.deviation == nil)
    #expect(one.interval() == nil && one.probabilityOfZeroMean() == nil)
    let same = try #require(SampleSummary([2, 2, 2]))
    #expect(same.interval() == 2...2 && same.probabilityOfZeroMean() == nil)
    #expect(SampleSummary([0, 0])?.probabilityOfZeroMean() == 1)
    #expect(SampleSummary([1, .nan])?.interval() == nil)
  }

  @Test("Holm's correction multiplies by the tests left, never falls, stops at 1")
  func holm() {
    #expect(
      HolmCorrection.corrected([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
    #expect(HolmCorrection.corrected([0.9, 0.8]) == [1, 1])
    #expect(HolmCorrection.corrected([nil, 0.02, nil]) == [nil, 0.02, nil])
    #expect(HolmCorrection.corrected([]) == [])
  }
}
