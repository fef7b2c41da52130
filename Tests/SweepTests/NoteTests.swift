import Foundation
import Specification
import TestSupport
import Testing

/// Notes from where they are made to where they are told.
@Suite("Notes of a sweep")
struct NoteTests {
  /// A mixture that cannot converge in one round, in one of two rows.
  private static let members = #"""
    , "sweep": { "variants": {
        "k-means": {},
        "mixture": { "clustering": { "gaussianMixture": { "clusters": 2, "iterations": 1 } } }
      } },
      "seeds": [0, 1], "report": { "figures": [] }
    """#

  @Test("a stage's note is told by run, results and report, and again when all stages are stored")
  func told() throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(model: #""pixels""#, members: Self.members))
    let message = "The mixture did not converge"
    var files: [[String: [UInt8]]] = []
    for round in 0..<2 {
      let run = try bench.sweep("run", file, "--jobs", "\(round + 1)")
      #expect(run.code == 0, "\(run.errors)")
      let lines = run.errors.split(separator: "\n").filter { $0.contains(message) }
      #expect(lines.count == 1, "\(run.errors)")
      #expect(lines.first?.hasPrefix("note: clustering (x.json:") ?? false)
      files.append(try bench.results())
    }
    #expect(files[0] == files[1])
    let notes = try #require(try bench.json("results/x/results.json")["notes"]?.elements)
    let note = try #require(notes.first { $0["kind"]?.string == "gaussianMixture.unconverged" })
    #expect(note["path"]?.string == "clustering")
    #expect(note["met"]?.elements?.compactMap { $0["row"]?.string } == ["mixture", "mixture"])
    #expect(note["met"]?.elements?.compactMap { $0["seed"]?.integer } == [0, 1])
    let report = try bench.text("results/x/report.md")
    let last = try #require(report.components(separatedBy: "\n## ").last)
    #expect(last.hasPrefix("Notes\n\n"))
    #expect(last.components(separatedBy: message).count == 2)
  }

  @Test("a network whose latent vectors are all equal is told of, and scored at chance")
  func collapsed() throws {
    let bench = try SweepBench()
    let text = SweepBench.experiment(
      members: #", "seeds": [0, 1], "report": { "figures": [] }"#
    ).replacing(#""epochs": 4"#, with: #""epochs": 0, "init": { "constant": 0 }"#)
    let chains = [
      #"[{ "pca": { "dimensions": 3, "whiten": true } }]"#: "kmeans", "[\"tsne\"]": "spectral",
    ]
    for (reduction, clusterer) in chains {
      let file = try bench.write(text)
      let run = try bench.sweep(
        "run", file, "--results", "results/x", "--set", "reduction=\(reduction)", "--set",
        #"clustering={"\#(clusterer)": 2}"#)
      #expect(run.code == 0, "\(run.errors)")
      let results = try bench.json("results/x/results.json")
      let kinds = (results["notes"]?.elements ?? []).compactMap { $0["kind"]?.string }
      let reducing = reduction.contains("tsne") ? "tsne.copies" : "pca.rank"
      for kind in ["embedding.collapsed", reducing, "clustering.fewer"] {
        #expect(kinds.contains(kind), "\(kinds)")
      }
      let runs = try #require(results["rows"]?.elements?.first?["runs"]?.elements)
      #expect(runs.compactMap { $0["metrics"]?["accuracy"]?.number } == [0.5, 0.5])
    }
  }
}
