import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport
import Testing

/// Which figures a result gets, and what stands in them, read from their SVG.
@Suite("Figures that answer")
struct FigureChoiceTests {
  /// The figures of results made by hand, by their names.
  private func figures(
    _ sweep: HandMadeSweep, _ accuracies: [[Double?]]
  ) throws -> [String: String] {
    let folder = try TemporaryFolder()
    try sweep.write(sweep.results(accuracies), to: folder.path("results"))
    let place = folder.path("results/figures")
    let names = try FileManager.default.contentsOfDirectory(atPath: place)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try String(contentsOfFile: "\(place)/\($0)", encoding: .utf8))
      })
  }

  /// The words in a figure, in drawing order.
  private func words(_ svg: String?) -> [String] {
    (svg ?? "").matches(of: /aria-label="([^"]*)"/).map { String($0.1) }
  }

  private static let svg = #""report": { "format": ["svg"] },"#

  @Test("A swept number gets lines over its values, and no bars of the same numbers")
  func lines() throws {
    let sweep = try HandMadeSweep(
      sweep: #"{ "grid": { "clustering.kmeans": [2, 3, 5] } }"#, extra: Self.svg)
    let figures = try figures(sweep, [[0.5, 0.6, 0.7], [0.8, 0.9, 0.7], [0.4, 0.5, 0.5]])
    #expect(figures["bars.svg"] == nil)
    let words = words(figures["lines.svg"])
    // Ticks stand at the values that were tried.
    #expect(words.contains("2") && words.contains("3") && words.contains("5"))
    #expect(!words.contains("4"))
    #expect(words.contains("accuracy"))
  }

  @Test("A grid of two numbers gets a line for each value of the shorter")
  func severalLines() throws {
    let sweep = try HandMadeSweep(
      sweep: #"""
        { "grid": { "clustering.kmeans.clusters": [2, 3, 4],
          "clustering.kmeans.restarts": [1, 7] } }
        """#, extra: #""report": { "format": ["svg"], "figures": ["lines"] },"#)
    let figures = try figures(sweep, (0..<6).map { [0.5 + 0.05 * Double($0), 0.6, 0.7] })
    let words = words(figures["lines.svg"])
    #expect(words.contains { $0.hasSuffix(" 1") } && words.contains { $0.hasSuffix(" 7") })
  }

  @Test(
    "Rows are dots where bars from zero would look alike, and bars where they would not",
    arguments: [(0.90, 0.95, false), (0.2, 0.9, true)])
  func bars(low: Double, high: Double, hasZero: Bool) throws {
    let sweep = try HandMadeSweep(
      sweep: #"{ "variants": { "one": {}, "two": { "clustering.kmeans": 3 } } }"#, extra: Self.svg)
    let figures = try figures(sweep, [[low, low, low + 0.01], [high, high - 0.02, high]])
    let words = words(figures["bars.svg"])
    #expect(words.contains("one") && words.contains("two"))
    #expect(words.contains("0.0") == hasZero)
  }

  @Test(
    "A search gets a panel for every setting that was drawn, with its best in a colour of its own")
  func search() throws {
    let sweep = try HandMadeSweep(
      sweep: #"""
        { "random": { "count": 8, "parameters": {
          "clustering.kmeans.tolerance": { "logUniform": [1e-6, 1e-2] },
          "clustering.kmeans.iterations": { "integer": [10, 500] } } } }
        """#, extra: Self.svg)
    let figures = try figures(sweep, (0..<8).map { [0.5 + 0.05 * Double($0), 0.6, 0.7] })
    let words = words(figures["search.svg"])
    #expect(words.count { $0 == "accuracy" } == 2)
    #expect(words.count { $0 == "best" } == 2)
    #expect(words.contains { $0.contains("tolerance") })
    #expect(words.contains { $0.contains("iterations") })
    #expect(figures["bars.svg"] == nil && figures["lines.svg"] == nil)
  }

  @Test("Figures are written in every format that is named, and belong to the results")
  func formats() throws {
    let sweep = try HandMadeSweep(
      sweep: #"{ "grid": { "clustering.kmeans": [2, 3, 4] } }"#,
      extra: #""report": { "format": ["png", "svg"], "figures": ["lines"] },"#)
    let folder = try TemporaryFolder()
    let results = try sweep.results([[0.5, 0.6, 0.7], [0.8, 0.9, 0.7], [0.4, 0.5, 0.5]])
    let texts = try sweep.write(results, to: folder.path("results"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("results/figures"))
    #expect(names.sorted() == ["lines.png", "lines.svg"])
    for name in names { #expect(texts["results.json"]?.contains("\"figures/\(name)\"") == true) }
    #expect(texts["report.md"]?.contains("(figures/lines.png)") == true)
    let again = try HandMadeSweep(
      sweep: #"{ "grid": { "clustering.kmeans": [2, 3, 4] } }"#,
      extra: #""report": { "format": ["svg"], "figures": ["lines"] },"#)
    let report = try again.write(results, to: folder.path("results"))["report.md"]
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("results/figures"))
    #expect(left == ["lines.svg"], "what is not asked for any more goes")
    #expect(report?.contains("(figures/lines.svg)") == true)
  }

  @Test("Projections are reductions with their options, and must end in two dimensions")
  func projections() throws {
    func plan(_ report: String) throws -> SweepPlan {
      try HandMadeSweep(
        sweep: "{}",
        extra: #""report": { "projections": \#(report) },"#
      ).plan
    }
    let planned = try plan(#"["pca", { "tsne": { "perplexity": 2, "iterations": 50 } }]"#)
    let ways = planned.trials[0].projections
    #expect(ways.map(\.reducer.kind) == ["pca", "tsne"])
    let stage = planned.plan.stages.first { $0.key == ways[1].key }
    #expect(stage?.specification.canonical.contains(#""perplexity":2"#) == true)
    for (report, message) in [
      (#"[{ "pca": 3 }]"#, "two dimensions"), (#"["standardize"]"#, "leaves 4096 of 4096"),
      (#"["pca", "pca"]"#, "written twice"),
    ] {
      let error = #expect(throws: Problems.self) { try plan(report) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
    // Eight images of two classes: no t-SNE that nobody asked for, and no note about it.
    let usual = try HandMadeSweep(sweep: "{}").plan
    #expect(usual.trials[0].projections.map(\.reducer.kind) == ["pca"])
    #expect(!usual.notes.list.contains { $0.note.kind == "figure.projection" })
  }
}
