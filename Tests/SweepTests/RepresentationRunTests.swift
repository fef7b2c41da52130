import Clustering
import Foundation
import Specification
import TestSupport
import Testing

/// Clusters of density and probes from the file to the report.
@Suite("Noise and probes in a run")
struct RepresentationRunTests {
  private func metrics(_ bench: SweepBench, row: Int) throws -> [String: Double] {
    let rows = try #require(try bench.json("results/x/results.json")["rows"]?.elements)
    let run = try #require(rows[row]["runs"]?.elements?.first)
    let members = run["metrics"]?.members ?? []
    var metrics: [String: Double] = [:]
    for member in members { metrics[member.name] = member.value.number }
    return metrics
  }

  @Test("noise is counted, wrong, and has a place in table, figure and exports")
  func noise() throws {
    let members = #"""
      , "sweep": { "variants": {
          "dense": { "clustering": { "dbscan": 0.9, "minSamples": 4 } },
          "tree": { "clustering": { "hdbscan": 4 } },
          "angles": { "clustering": { "sphericalKMeans": 2 } },
          "map": { "reduction": [{ "umap": 2, "neighbours": 8, "epochs": 50 }] }
        } },
        "report": { "figures": ["embedding", "clusters", "confusion"] }
      """#
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(model: #""pixels""#, members: members))
    let run = try bench.sweep("run", file, "--jobs", "2")
    #expect(run.code == 0, "\(run.errors)")
    for row in 0..<2 {
      let found = try metrics(bench, row: row)
      let noise = try #require(found["noise"])
      #expect(noise >= 0 && noise <= 1)
      #expect((found["accuracy"] ?? 2) <= 1 - noise + 1e-12)
      #expect(found["clusters"] != nil)
    }
    for row in 2..<4 { #expect(try metrics(bench, row: row)["noise"] == nil) }
    let report = try bench.text("results/x/report.md")
    #expect(report.contains("DBSCAN and HDBSCAN find the number of clusters"))
    #expect(try bench.text("results/x/table.csv").contains("noise"))
    let export = try bench.sweep("export", file, "--to", "exported")
    #expect(export.code == 0, "\(export.errors)")
  }

  @Test("probes measure the representation on request, of pixels as of a network")
  func probes() throws {
    let members = #"""
      , "evaluation": { "silhouette": "exact", "fit": "train", "probes": [
          { "neighbours": 5, "distance": "euclidean" }, "linear", { "trustworthiness": 5 },
          "effectiveRank", "uniformity", "alignment" ] },
        "sweep": { "variants": {
          "network": {}, "pixels": { "model": "pixels" }, "reduced": { "evaluation.probed": "reduced" }
        } },
        "report": { "figures": [] }
      """#
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(members: members))
    let run = try bench.sweep("run", file, "--jobs", "2")
    #expect(run.code == 0, "\(run.errors)")
    let names = [
      "neighbourAccuracy", "linearAccuracy", "linearPenalty", "reductionTrustworthiness",
      "effectiveRank", "uniformity", "alignment",
    ]
    for row in 0..<3 {
      let found = try metrics(bench, row: row)
      for name in names { #expect(found[name]?.isFinite == true, "\(row) \(name)") }
      #expect((found["pixelTrustworthiness"] != nil) == (row != 1))
      #expect((found["linearAccuracy"] ?? 0) > 0.6)
    }
    #expect(try metrics(bench, row: 2)["effectiveRank"] ?? 9 <= 3)
    let table = try bench.text("results/x/report.md")
    #expect(table.contains("kNN accuracy") && table.contains("linear probe"))
  }

  @Test("every probe measures every split, the training images once more too, reduced or not")
  func everySplit() throws {
    // Twenty validation images have room for fewer neighbours than usual.
    let probes = Probes.kinds.map { kind in
      kind.kind == "trustworthiness" ? #"{ "trustworthiness": 5 }"# : "\"\(kind.kind)\""
    }
    let again = #"{ "images": "train.npy", "labels": "train-labels.npy" }"#
    let members = """
      , "evaluation": { "fit": "train", "probes": [\(probes.joined(separator: ", "))] },
        "sweep": {
          "variants": {
            "validation": { "evaluation.split": "validation" }, "test": {},
            "training images again": { "dataset.test": \(again) }
          },
          "grid": { "evaluation.probed": ["embedding", "reduced"] }
        },
        "report": { "figures": [] }
      """
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 1, members: members))
    let run = try bench.sweep("run", file, "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    for row in 0..<6 {
      let found = try metrics(bench, row: row)
      #expect(found["neighbourAccuracy"] != nil && found["linearAccuracy"] != nil, "\(row)")
    }
    let itself = try bench.sweep("plan", file, "--set", "evaluation.split=train")
    #expect(itself.code == 2 && itself.errors.contains("cannot judge by them"), "\(itself.errors)")
  }
}
