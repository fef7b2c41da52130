import Numerics
import Specification
import TestSupport
import Testing

/// Against SciPy and statsmodels (`Tests/Fixtures/make_statistics_fixtures.py`).
@Suite("Statistics beside SciPy's and statsmodels'")
struct StatisticsFixtureTests {
  private let fixture: JSON

  init() throws { fixture = try Fixture.json("statistics.json") }

  private func cases(_ name: String) throws -> [JSON] {
    let cases = try #require(fixture[name]?.elements)
    #expect(cases.count > 4)
    return cases
  }

  private func number(_ json: JSON, _ name: String) throws -> Double {
    try #require(json[name]?.number)
  }

  @Test("Wilson's intervals, to 1e-12, none of them outside 0 to 1")
  func wilson() throws {
    for json in try cases("wilson") {
      let share = try #require(
        Proportion(
          successes: Int(try number(json, "successes")), trials: Int(try number(json, "trials"))))
      let interval = share.interval()
      #expect(abs(interval.lowerBound - (try number(json, "low"))) < 1e-12, "\(share)")
      #expect(abs(interval.upperBound - (try number(json, "high"))) < 1e-12, "\(share)")
      #expect((0...1).contains(interval.lowerBound) && (0...1).contains(interval.upperBound))
      #expect(Proportion(share: share.share, trials: share.trials) == share)
    }
    #expect(Proportion(successes: 3, trials: 2) == nil && Proportion(share: 0.5, trials: 0) == nil)
  }

  @Test("McNemar's exact probabilities, to a relative 1e-11, whichever judge comes first")
  func mcnemar() throws {
    for json in try cases("mcnemar") {
      let (first, second) = (Int(try number(json, "first")), Int(try number(json, "second")))
      let expected = try number(json, "p")
      let found = McNemar.probability(first, second)
      #expect(abs(found - expected) <= 1e-11 * expected, "\(first), \(second): \(found)")
      #expect(McNemar.probability(second, first) == found)
    }
  }

  @Test("Paired t-tests and their intervals, to 1e-10")
  func paired() throws {
    for json in try cases("paired") {
      let sides = try ["first", "second"].map { name in
        try #require(json[name]?.elements).compactMap(\.number)
      }
      let summary = try #require(SampleSummary(zip(sides[0], sides[1]).map { $0 - $1 }))
      let probability = try #require(summary.probabilityOfZeroMean())
      #expect(abs(probability - (try number(json, "p"))) < 1e-10)
      let interval = try #require(summary.interval())
      #expect(abs(interval.lowerBound - (try number(json, "low"))) < 1e-10)
      #expect(abs(interval.upperBound - (try number(json, "high"))) < 1e-10)
    }
  }

  @Test("Holm's correction, to 1e-14")
  func holm() throws {
    for json in try cases("holm") {
      let raw = try #require(json["p"]?.elements).compactMap(\.number)
      let expected = try #require(json["corrected"]?.elements).compactMap(\.number)
      let found = HolmCorrection.corrected(raw).compactMap { $0 }
      #expect(found.count == expected.count)
      for (left, right) in zip(found, expected) { #expect(abs(left - right) < 1e-14) }
    }
  }

  @Test("Values that are all the same say nothing of chance, unless a blur is known")
  func constant() throws {
    let same = try #require(SampleSummary([0.001, 0.001, 0.001]))
    #expect(same.probabilityOfZeroMean() == nil)
    // One image of a thousand: t = 0.001 / (0.001 / sqrt(6)) * sqrt(3) = sqrt(18), two degrees of freedom.
    let blurred = try #require(same.probabilityOfZeroMean(blur: 1e-6 / 6))
    #expect(abs(blurred - 0.0513167) < 1e-6)
  }
}
