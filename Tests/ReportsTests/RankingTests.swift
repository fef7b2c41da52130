import Clustering
import Numerics
import Pipeline
import Reports
import Specification
import TestSupport
import Testing

@Suite("Rankings")
struct RankingTests {
  /// Rows of accuracies, seed by seed; nil is a failed seed. Rows that are `still` draw nothing.
  private func results(_ rows: [[Double?]], still: Set<Int> = []) throws -> SweepResults {
    let json = rows.enumerated().map { index, values in
      JSON.object([
        ("label", .string("row \(index)")), ("values", .array([])),
        (
          "runs",
          .array(
            values.enumerated().map { seed, value in
              .object([
                ("seed", .number(seed)), ("failure", value == nil ? .string("diverged") : .null),
                ("metrics", .object(value.map { [("accuracy", .number($0))] } ?? [])),
                ("stages", .object([("score", .string(still.contains(index) ? "x" : "\(seed)"))])),
              ])
            })
        ),
      ])
    }
    return try SweepResults(
      .object([
        ("format", .number(2)), ("name", .string("x")), ("title", .string("X")),
        ("axes", .array([])), ("metrics", .array([.string("accuracy")])), ("rows", .array(json)),
      ]))
  }

  private func ranking(_ rows: [[Double?]], still: Set<Int> = []) throws -> Ranking {
    Ranking(try results(rows, still: still), by: .accuracy)
  }

  @Test("rows are compared over the seeds that all of them finished, so that no lead is negative")
  func failedSeeds() throws {
    // The first row's mean over its own seeds is the highest, thanks to the seed that the other has not.
    let ranking = try ranking([[0.6, 0.99, 0.6], [0.7, nil, 0.72]])
    #expect(ranking.seeds == [0, 2])
    #expect(ranking.best == 1)
    let lead = try #require(ranking.leads[0])
    #expect(abs(lead.difference - 0.11) < 1e-12)
    #expect(lead.probability == nil)
  }

  @Test("means that differ by rounding only are a tie, in which the earlier row comes first")
  func ties() throws {
    // 0.1 + 0.2 + 0.3 in two orders differs in the last bit.
    let ranking = try ranking([[0.9, 0.9, 0.95], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]])
    #expect(ranking.order == [0, 1, 2])
    #expect(ranking.ties(with: 1) == [2] && ranking.ties(with: 0) == [])
  }

  @Test("three seeds of rows that draw nothing are one run, which the images judge")
  func still() throws {
    let rows = try results([[0.5, 0.5, 0.5], [0.75, 0.75, 0.75]], still: [0, 1])
    #expect(rows.values(of: .accuracy, in: rows.rows[0]) == [0.5])
    let blind = Ranking(rows, by: .accuracy)
    #expect(blind.seeds == nil && blind.leads[0]?.test == nil && blind.leads[0]?.isClear == false)
    let right = [0: [true, false, true, false], 1: [true, true, true, false]]
    let lead = Ranking(rows, by: .accuracy, rightImages: right).leads[0]
    #expect(lead?.test == .images && lead?.probability == 1)
  }

  @Test("a row that draws nothing is compared with the seeds of one that does")
  func mixed() throws {
    let lead = try ranking([[0.5, 0.5, 0.5], [0.8, 0.81, 0.79]], still: [0]).leads[0]
    #expect(lead?.test == .seeds && lead?.isClear == true)
  }

  @Test("seeds that agree to the image are not infinitely sure")
  func whole() throws {
    let lead = try ranking([[0.5, 0.6, 0.7], [0.501, 0.601, 0.701]]).leads[0]
    #expect(lead?.isClear == true || lead?.probability == nil)
    var rows = try results([[0.5, 0.6, 0.7], [0.501, 0.601, 0.701]])
    for row in rows.rows.indices { rows.rows[row].images[.accuracy] = 1000 }
    let counted = try #require(Ranking(rows, by: .accuracy).leads[0]?.probability)
    #expect(counted > 0.05)
  }

  @Test(
    "where no setting is better, no more than 6 % of sweeps say that one is",
    arguments: [(2, 3), (2, 5), (5, 3), (8, 5)])
  func falsePositives(rows: Int, seeds: Int) throws {
    var stream = RandomStream(seed: 16, purpose: "null", index: UInt64(rows * 10 + seeds))
    let sweeps = 1000
    var runnerUp = 0
    var baseline = 0
    for _ in 0..<sweeps {
      let luck = (0..<seeds).map { _ in 0.02 * stream.normal() }
      let values = (0..<rows).map { _ in luck.map { 0.7 + $0 + 0.02 * stream.normal() } }
      let ranking = try ranking(values)
      let second = try #require(ranking.runnerUp)
      if ranking.leads[second]?.isClear ?? false { runnerUp += 1 }
      if ranking.differencesToBaseline.values.contains(where: \.isClear) { baseline += 1 }
    }
    #expect(Double(runnerUp) <= 0.06 * Double(sweeps), "the runner-up: \(runnerUp)")
    #expect(Double(baseline) <= 0.06 * Double(sweeps), "any against the baseline: \(baseline)")
  }

  @Test(
    "nor do they with whole images counted, in few images or many", arguments: [20, 200, 2000])
  func falsePositivesOfShares(images: Int) throws {
    var stream = RandomStream(seed: 17, purpose: "null", index: UInt64(images))
    let sweeps = 600
    var clear = 0
    for _ in 0..<sweeps {
      let values = (0..<2).map { _ in
        (0..<3).map { _ in
          Double((0..<images).count { _ in stream.uniform() < 0.8 }) / Double(images)
        }
      }
      var rows = try results(values)
      for row in rows.rows.indices { rows.rows[row].images[.accuracy] = images }
      if Ranking(rows, by: .accuracy).differencesToBaseline.values.contains(where: \.isClear) {
        clear += 1
      }
    }
    #expect(Double(clear) <= 0.06 * Double(sweeps), "\(clear)")
  }

  @Test("nor does one run of each, image by image")
  func falsePositivesOfImages() throws {
    var stream = RandomStream(seed: 18, purpose: "null")
    let sweeps = 1000
    var clear = 0
    for _ in 0..<sweeps {
      let right = (0..<3).map { _ in (0..<100).map { _ in stream.uniform() < 0.8 } }
      let shares = right.map { [Optional(Double($0.count { $0 }) / 100)] }
      let ranking = Ranking(
        try results(shares), by: .accuracy,
        rightImages: Dictionary(uniqueKeysWithValues: right.enumerated().map { ($0, $1) }))
      if ranking.differencesToBaseline.values.contains(where: \.isClear) { clear += 1 }
    }
    #expect(Double(clear) <= 0.06 * Double(sweeps), "\(clear)")
  }

  @Test("means over the other axes are SciPy's, to 1e-12")
  func effects() throws {
    let fixture = try Fixture.json("statistics.json")
    let grid = try #require(fixture["grid"]?.elements)
    var texts: [[String]] = []
    var values: [[Double]] = []
    for (row, line) in grid.enumerated() {
      for (column, cell) in (line.elements ?? []).enumerated() {
        texts.append(["\(row)", "\(column)"])
        values.append((cell.elements ?? []).compactMap(\.number))
      }
    }
    let effects = try #require(
      Effects(.accuracy, titles: ["size", "depth"], texts: texts, values: values))
    let expected = try #require(fixture["effects"]?.elements)
    let found = effects.axes.flatMap(\.levels)
    #expect(found.count == 5 && expected.count == 5)
    for (level, json) in zip(found, expected) {
      #expect(abs(level.summary.mean - (json["mean"]?.number ?? 0)) < 1e-12)
      let interval = try #require(level.summary.interval())
      #expect(abs(interval.lowerBound - (json["low"]?.number ?? 0)) < 1e-10)
      #expect(abs(interval.upperBound - (json["high"]?.number ?? 0)) < 1e-10)
    }
  }

  @Test("the axis that matters most is told first, with its direction where it has one")
  func sentence() throws {
    let texts = ["16", "32", "64"].flatMap { size in ["max", "mean"].map { [size, $0] } }
    let values = [0.70, 0.72, 0.74, 0.76, 0.80, 0.82].map { [$0] }
    let effects = try #require(
      Effects(.accuracy, titles: ["latent", "pool"], texts: texts, values: values))
    #expect(
      effects.sentence
        == "Averaged over the other settings, accuracy rises by 0.1000 from latent size 16 to 64; "
        + "is best with pool mean, 0.0200 from the worst, max.")
  }

  @Test("where rows lack, an axis is averaged over what was run with each of its values")
  func partialEffects() throws {
    // Latent 64 has no result with the mean; the third pooling was tried once; one row has no latent.
    let texts =
      [
        ["16", "max"], ["32", "max"], ["64", "max"],
        ["16", "mean"], ["32", "mean"], ["64", "mean"],
        ["16", "sum"], ["32", "sum"], ["–", "none"],
      ].map { $0 + ["relu"] } + [["16", "max", "tanh"]]
    let values = [0.5, 0.6, 0.9, 0.7, 0.9, 0.8, 0.3, 0.4, 0.1, 0.55].map { [$0] }
    let effects = try #require(
      Effects(.accuracy, titles: ["latent", "pool", "activation"], texts: texts, values: values))
    // Latent sizes over max and mean with relu, which have all three; poolings over 16 and 32, which
    // max, mean and sum have, and "none" none of: it is a value that shares no company.
    #expect(effects.axes.map(\.title) == ["latent size"])
    #expect(effects.axes[0].settings == 2 && !effects.axes[0].isWhole)
    #expect(effects.axes[0].levels.map(\.name) == ["16", "32", "64"])
    for (level, mean) in zip(effects.axes[0].levels, [0.6, 0.75, 0.85]) {
      #expect(abs(level.summary.mean - mean) < 1e-12)
    }
    #expect(effects.sentence.hasPrefix("Averaged over the other settings that have each of its"))
    #expect(effects.scope.hasSuffix("(latent size: 2)."))
    let stars = [["16", "max"], ["32", "max"], ["16", "mean"]]
    #expect(
      Effects(.accuracy, titles: ["latent", "pool"], texts: stars, values: [[0.5], [0.6], [0.7]])
        == nil)
  }

  @Test("Axes that always change together are one, named by both")
  func tiedEffects() throws {
    let texts = ["10", "100"].flatMap { labels in
      ["plain", "deep"].map { [$0, $0 + "er", labels, labels == "10" ? "90" : "9"] }
    }
    let effects = try #require(
      Effects(
        .accuracy, titles: ["setting", "init", "labelled", "epochs"], texts: texts,
        values: [0.5, 0.6, 0.7, 0.9].map { [$0] }))
    #expect(effects.axes.map(\.title) == ["setting", "labelled (with epochs)"])
    #expect(effects.axes.allSatisfy { $0.isWhole && $0.settings == 2 })
    #expect(effects.sentence.contains("rises by 0.2500 from labelled (with epochs) 10 to 100"))
  }

  @Test("Of values that do not differ by more than chance no more is said than that")
  func doubtfulEffects() throws {
    let texts = ["16", "32"].flatMap { size in ["max", "mean"].map { [size, $0] } }
    // Sizes differ by 0.2 with every seed, poolings by 0.01 on the average and now this way, now that.
    let values = [[0.5, 0.52, 0.51], [0.55, 0.48, 0.53], [0.7, 0.72, 0.71], [0.75, 0.68, 0.73]]
    let effects = try #require(
      Effects(.accuracy, titles: ["latent", "pool"], texts: texts, values: values))
    #expect(
      effects.sentence
        == "Averaged over the other settings, accuracy rises by 0.2000 from latent size 16 to 32; "
        + "is best with pool mean, 0.0100 from the worst, max, which the seeds alone may explain.")
  }
}
