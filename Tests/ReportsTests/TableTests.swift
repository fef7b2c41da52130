import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Tables")
struct TableTests {
  private static let names = #"""
    { "cases": [
      { "name": "plain", "clustering.kmeans.restarts": 1 },
      { "name": "a_b | 50 %", "clustering.kmeans.restarts": 2 }
    ] }
    """#

  @Test("A lead that every seed shows is bold, in Markdown and LaTeX, with its names escaped")
  func boldLead() throws {
    let sweep = try HandMadeSweep(sweep: Self.names)
    let files = try sweep.write(sweep.results([[0.5, 0.52, 0.51], [0.8, 0.83, 0.81]]))
    let report = try #require(files["report.md"])
    #expect(
      report.contains(
        """
        | setting      |          accuracy ↑ |
        | :----------- | ------------------: |
        | plain        |     0.5100 ± 0.0100 |
        | a\\_b \\| 50 % | **0.8133** ± 0.0153 |
        """))
    let csv = try #require(files["table.csv"])
    // SciPy 1.17.1: t.interval(0.95, 2, 0.51, 0.01 / sqrt(3)) = (0.485159, 0.534841).
    #expect(csv.contains("plain,1,3,0,0.510000,0.010000,0.485159,0.534841,"))
    let latex = try #require(files["table.tex"])
    #expect(latex.contains(#"a\_b \textbar{} 50 \% & \textbf{0.8133} $\pm$ 0.0153 \\"#))
    #expect(latex.contains(#"\toprule"#) && latex.contains(#"\label{tab:sizes}"#))
  }

  @Test("A lead within the spread of the seeds is not bold")
  func unclearLead() throws {
    let sweep = try HandMadeSweep(sweep: Self.names)
    let report = try sweep.write(sweep.results([[0.5, 0.9, 0.6], [0.7, 0.6, 0.9]]))["report.md"]
    let text = try #require(report)
    #expect(text.contains("0.7333 ± 0.1528"))
    #expect(!text.contains("**0.7333**"))
    #expect(text.contains("which the seeds alone may explain (p = 0.754)"))
  }

  @Test("With one seed the best is bold, and the report says that chance cannot be told")
  func oneSeed() throws {
    let sweep = try HandMadeSweep(sweep: Self.names, seeds: "[0]")
    let report = try sweep.write(sweep.results([[0.5], [0.8]]))["report.md"]
    let text = try #require(report)
    #expect(text.contains("**0.8000**"))
    #expect(!text.contains("±"))
    #expect(text.contains("With a single seed nothing can be said"))
  }

  @Test("Failed trials are named in the table, explained below it, and counted in the findings")
  func failures() throws {
    let sweep = try HandMadeSweep(sweep: Self.names)
    let files = try sweep.write(sweep.results([[nil, nil, nil], [0.8, nil, 0.82]]))
    let report = try #require(files["report.md"])
    #expect(report.contains("failed \\[1\\]"))
    #expect(report.contains("0.8100 ± 0.0141 \\[2\\]"))
    #expect(
      report.contains(
        "\\[1\\] plain: all 3 seeds failed: training diverged (seed 0, 1, 2)."))
    #expect(report.contains("1 of 3 seeds failed: training diverged (seed 1)."))
    #expect(report.contains("4 of 6 trials failed"))
    #expect(try #require(files["table.csv"]).contains("plain,1,0,3,,,,,,,,\n"))
    #expect(try #require(files["table.tex"]).contains(#"failed\textsuperscript{1}"#))
  }

  @Test("A grid of two axes becomes a table of one by the other, all metrics stay in table.csv")
  func pivot() throws {
    let sweep = try HandMadeSweep(
      sweep: #"{ "grid": { "pca.dimensions": [1, 2], "clustering.kmeans.restarts": [1, 5] } }"#
        .replacing("pca.dimensions", with: "reduction.pca.dimensions"))
    let files = try sweep.write(
      sweep.results([
        [0.5, 0.5, 0.5], [0.6, 0.61, 0.6], [0.7, 0.7, 0.71], [0.9, 0.91, 0.92],
      ]))
    let report = try #require(files["report.md"])
    #expect(
      report.contains(
        """
        | PCA dimensions ↓, restarts → |               1 |                   5 |
        | :--------------------------- | --------------: | ------------------: |
        | 1                            | 0.5000 ± 0.0000 |     0.6033 ± 0.0058 |
        | 2                            | 0.7033 ± 0.0058 | **0.9100** ± 0.0100 |
        """))
    let csv = try #require(files["table.csv"])
    #expect(csv.split(separator: "\n").count == 5)
    #expect(
      csv.hasPrefix(
        "setting,reduction.pca.dimensions,clustering.kmeans.restarts,seeds,failed,"
          + "accuracy,accuracy.deviation,accuracy.low,accuracy.high,"
          + "nmi,nmi.deviation,nmi.low,nmi.high\n"))
  }

  @Test("Rows that share all numbers share the best place")
  func sharedBest() throws {
    let sweep = try HandMadeSweep(
      sweep: #"{ "zip": { "clustering.kmeans.restarts": [1, 2, 3] } }"#)
    let report = try sweep.write(
      sweep.results([[0.8, 0.82, 0.81], [0.8, 0.82, 0.81], [0.5, 0.52, 0.5]]))["report.md"]
    let text = try #require(report)
    #expect(text.contains("is shared by **restarts 1** and **restarts 2**"))
    #expect(text.split(separator: "**0.8100**").count == 3)
  }
}
