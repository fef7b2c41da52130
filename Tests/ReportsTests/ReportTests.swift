import Files
import Foundation
import Pipeline
import Specification
import TestSupport
import Testing

@Suite("Reports")
struct ReportTests {
  private static let sweep = #"{ "zip": { "clustering.kmeans.restarts": [1, 2, 3] } }"#
  private static let accuracies: [[Double?]] = [
    [0.50, 0.53, 0.51], [0.80, 0.83, 0.82], [0.70, 0.75, 0.69],
  ]

  @Test("The findings name the best row, its leads and their probabilities")
  func findings() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let report = try #require(try sweep.write(sweep.results(Self.accuracies))["report.md"])
    #expect(report.hasPrefix("# Sizes\n\nWhich size \\| which \\*clustering\\*?\n\n"))
    #expect(
      report.contains(
        "0.8167 ± 0.0153 (mean ± sample deviation over 3 seeds; 95 % interval 0.7787 to 0.8546)"))
    // SciPy 1.17.1, ttest_1samp: p = 0.000121 for (0.3, 0.3, 0.31), 0.0192 for (0.1, 0.08, 0.13);
    // Holm doubles the smaller one of each family: best against the others, others against the baseline.
    #expect(
      report.contains(
        "by 0.3033, more than the seeds alone explain (p < 0.001, Holm's correction for 2 leads)")
    )
    #expect(
      report.contains(
        "by 0.1033, more than the seeds alone explain (p = 0.019, Holm's correction for 2 leads)")
    )
  }

  @Test("Seeds that all give the same say nothing of chance: the interval is that of the images")
  func equalSeeds() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let report = try #require(
      try sweep.write(sweep.results([[0.9, 0.9, 0.9], [0.5, 0.4, 0.5], [0.6, 0.6, 0.5]]))[
        "report.md"])
    #expect(report.contains("0.9000 ± 0.0000 (the same with 3 seeds)"))
    #expect(!report.contains("0.9000 to 0.9000"))
  }

  @Test("The interval of an accuracy ends at 1")
  func interval() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let report = try #require(
      try sweep.write(sweep.results([[0.9, 1, 1], [0.5, 0.5, 0.5], [0.6, 0.6, 0.6]]))["report.md"])
    #expect(report.contains("95 % interval 0.8232 to 1.0000)"))
  }

  @Test("A row called baseline has its article, and no comma before the difference")
  func baseline() throws {
    let sweep = try HandMadeSweep(
      sweep: #"""
        { "variants": {
          "baseline": { "clustering.kmeans.restarts": 1 },
          "other": { "clustering.kmeans.restarts": 2 }, "third": { "clustering.kmeans.restarts": 3 }
        } }
        """#)
    let report = try #require(try sweep.write(sweep.results(Self.accuracies))["report.md"])
    #expect(
      report.contains("is that of **other**. It leads the **baseline** (0.5133 ± 0.0153) by 0.3033")
    )
    #expect(report.contains(", and the runner-up, **third** (0.7133 ± 0.0321), by 0.1033"))
  }

  @Test("results.json sums up every row, and is read again without that")
  func summaries() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let results = try sweep.results([[0.8, 0.9, 1], [0.5, nil, nil], [nil, nil, nil]])
    let json = results.json
    let summaries = try #require(json["rows"]?.elements).map { $0["summary"]?["accuracy"] }
    #expect(summaries[0]?["seeds"]?.integer == 3)
    #expect(abs((summaries[0]?["mean"]?.number ?? 0) - 0.9) < 1e-15)
    let interval = try #require(summaries[0]?["interval95"]?.elements).compactMap(\.number)
    #expect(abs(interval[0] - 0.651586) < 1e-6 && interval[1] == 1)
    #expect(summaries[1]?["mean"]?.number == 0.5 && summaries[1]?["deviation"] == nil)
    #expect(summaries[2] == .some(nil))
    #expect(try SweepResults(json) == results)
  }

  @Test("The same results give the same bytes")
  func determinism() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let results = try sweep.results(Self.accuracies)
    #expect(try sweep.write(results) == sweep.write(results))
  }

  @Test("The report links nothing that is not there and keeps no path of the machine")
  func noPaths() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let report = try #require(try sweep.write(sweep.results(Self.accuracies))["report.md"])
    let folder = (sweep.folder?.path ?? "") + "/results/"
    for link in report.split(separator: "](").dropFirst().compactMap({
      $0.split(separator: ")").first
    }) {
      #expect(FileManager.default.fileExists(atPath: folder + link))
    }
    #expect(report.contains("](figures/lines.png)"))
    #expect(!report.contains(sweep.folder?.path ?? "/tmp"))
    #expect(report.contains("make sweep EXP=experiments/sizes.json"))
  }

  @Test("Without a list the figures that suit are drawn; with one exactly those")
  func chosenFigures() throws {
    let usual = try HandMadeSweep(sweep: Self.sweep)
    let report = try #require(try usual.write(usual.results(Self.accuracies))["report.md"])
    #expect(report.contains(#"The figure "embedding" could not be drawn"#))
    #expect(report.contains(#"The figure "clusters" could not be drawn"#))
    #expect(!report.contains(#"The figure "curves""#))
    let named = try HandMadeSweep(
      sweep: Self.sweep, extra: #""report": { "figures": ["scree"] },"#)
    let short = try #require(try named.write(named.results(Self.accuracies))["report.md"])
    #expect(short.contains(#"The figure "scree" could not be drawn"#))
    #expect(!short.contains(#"The figure "embedding""#))
  }

  @Test("Bars are drawn from the numbers alone, and a picture that no report wrote stays")
  func figures() throws {
    let sweep = try HandMadeSweep(
      sweep: Self.sweep, extra: #""report": { "figures": ["bars"] },"#)
    let folder = (sweep.folder?.path ?? NSTemporaryDirectory()) + "/results/figures"
    try AtomicFile.write([1, 2, 3], to: folder + "/old.png")
    let report = try #require(try sweep.write(sweep.results(Self.accuracies))["report.md"])
    #expect(report.contains("![Accuracy of every setting](figures/bars.png)"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.sorted() == ["bars.png", "old.png"])
  }

  @Test("A heat map is drawn for a grid")
  func heatMap() throws {
    let sweep = try HandMadeSweep(
      sweep: #"""
        { "grid": { "reduction.pca.dimensions": [1, 2], "clustering.kmeans.restarts": [1, 5] } }
        """#)
    let report = try #require(
      try sweep.write(
        try sweep.results([[0.5, 0.5, 0.5], [0.6, 0.6, 0.6], [0.7, 0.7, 0.7], [0.9, 0.9, 0.9]]))[
          "report.md"])
    #expect(report.contains("(figures/heatmap.png)"))
  }
}
