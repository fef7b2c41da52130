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

  @Test("a number of clusters is chosen, drawn, told and applied")
  func chosen() throws {
    let choice = #"{ "choose": "silhouette", "from": 2, "to": 6 }"#
    let members = """
      , "sweep": { "variants": {
          "means": { "clustering": { "kmeans": { "clusters": \(choice) } } },
          "merges": { "clustering": { "agglomerative": { "clusters": \(choice) } } },
          "mixture": { "clustering": { "gaussianMixture": { "covariance": "diagonal",
            "clusters": { "choose": "bic", "from": 1, "to": 5 } } } },
          "five": { "clustering": { "kmeans": 5 } }
        } }, "seeds": [0, 1]
      """
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(model: #""pixels""#, members: members))
    let run = try bench.sweep("run", file, "--jobs", "2")
    #expect(run.code == 0, "\(run.errors)")
    let report = try bench.text("results/x/report.md")
    for row in 0..<3 {
      let number = try #require(try metrics(bench, row: row)["chosenClusters"])
      #expect((row < 2 ? 2.0...6 : 1.0...5).contains(number))
      #expect(try metrics(bench, row: row)["clusters"] ?? 99 <= number)
    }
    #expect(try metrics(bench, row: 3)["chosenClusters"] == nil)
    #expect(report.contains("Of 2 to 6 clusters, the silhouette chose "), "\(report)")
    #expect(report.contains("Of 1 to 5 clusters, the BIC chose "))
    #expect(report.contains("| chosen clusters |"))
    let figures = try bench.results().keys
    for name in ["silhouette", "bic"] {
      #expect(figures.contains("figures/cluster-choice-\(name).png"))
      #expect(report.contains("(figures/cluster-choice-\(name).png)"))
    }
    let values = try bench.stages(#""kind": "cluster""#).compactMap { stage in
      let text = try String(contentsOfFile: "\(stage)/report.json", encoding: .utf8)
      return try JSONParser.parse(Source(name: stage, bytes: Array(text.utf8)))["choice"]?["values"]
    }
    // Two seeds of means and mixtures, one tree for both.
    #expect(values.map { $0.elements?.count } == [5, 5, 5, 5, 5])
    for row in ["means", "merges", "mixture"] {
      let applied = try bench.sweep("apply", file, row, "data/test.npy", "--to", "applied-\(row)")
      #expect(applied.code == 0, "\(applied.errors)")
      // The images of the clustering fall into the clusters that they made.
      let labels = try bench.text("applied-\(row)/labels.csv")
      #expect(labels.split(separator: "\n").count == 41)
    }
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
