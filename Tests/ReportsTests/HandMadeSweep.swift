import Datasets
import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport

/// A sweep over eight tiny images, planned but never run, and results made by hand.
struct HandMadeSweep {
  let folder = try? TemporaryFolder()
  let plan: SweepPlan

  /// Plans an experiment on pixels with k-means, from the values of `sweep` and `seeds` and further
  /// members, ended by a comma; `arguments` are those of `--set`.
  init(
    sweep: String, seeds: String = "[0, 1, 2]", extra: String = "", arguments: [String] = []
  ) throws {
    let root = (folder?.path ?? NSTemporaryDirectory()) + "/experiments"
    try NPYFile.write(
      (0..<8 * 2 * 2 * 3).map { UInt8($0 * 2) }, shape: [8, 2, 2, 3], to: root + "/images.npy")
    try NPYFile.write([0, 1, 0, 1, 0, 1, 0, 1], to: root + "/labels.npy")
    let text = """
      {
        "title": "Sizes", "question": "Which size | which *clustering*?",
        "dataset": {
          "train": { "images": "images.npy", "labels": "labels.npy" },
          "test": { "images": "images.npy", "labels": "labels.npy" }
        },
        "model": "pixels", "reduction": [{ "pca": { "dimensions": 2 } }],
        "clustering": "kmeans", \(extra) "seeds": \(seeds), "sweep": \(sweep)
      }
      """
    try AtomicFile.write(text, to: root + "/sizes.json")
    let file = try ExperimentFile(path: root + "/sizes.json", arguments: arguments)
    let expanded = try ExpandedSweep(file, dataFolder: root)
    let resolver = PathResolver(experimentFolder: root, dataFolder: root)
    plan = try SweepPlan(
      expanded, catalogue: DatasetCatalogue(resolver: resolver, hashFolder: root + "/hashes"))
  }

  /// Results with these accuracies, row by row and seed by seed; nil is a failed trial.
  func results(
    _ accuracies: [[Double?]], failure: String = "training diverged"
  ) throws -> SweepResults {
    let rows = zip(plan.sweep.rows, accuracies).map { row, values in
      JSON.object([
        ("label", .string(row.label)),
        ("values", .array(row.values.map { $0.map(JSON.string) ?? .null })),
        ("runs", .array(zip(plan.sweep.seeds, values).map { run($0, $1, failure) })),
      ])
    }
    let axes = plan.sweep.axes.map {
      JSON.object([("path", .string($0.path)), ("title", .string($0.title))])
    }
    return try SweepResults(
      .object([
        ("format", .number(1)), ("name", .string("sizes")), ("title", .string(plan.sweep.title)),
        ("axes", .array(axes)), ("metrics", .array([.string("accuracy"), .string("nmi")])),
        ("rows", .array(rows)),
      ]))
  }

  private func run(_ seed: Int, _ accuracy: Double?, _ failure: String) -> JSON {
    let metrics = accuracy.map {
      [("accuracy", JSON.number($0)), ("nmi", JSON.number($0 / 2))]
    }
    return .object([
      ("seed", .number(seed)), ("failure", accuracy == nil ? .string(failure) : .null),
      ("metrics", .object(metrics ?? [])),
      (
        "stages",
        .object([("score", .string(String(repeating: String(seed % 10), count: 64)))])
      ),
    ])
  }

  /// The files of a report, written without any artefact.
  @discardableResult
  func write(
    _ results: SweepResults, to folder: String? = nil, page: String? = nil
  ) throws -> [String: String] {
    let place = folder ?? (self.folder?.path ?? NSTemporaryDirectory()) + "/results"
    let writer = ReportWriter(plan: plan, results: results) { key, file in
      throw FileError(file, "is not stored")
    }
    try writer.write(to: place, page: page)
    var texts: [String: String] = [:]
    for name in ["report.md", "table.csv", "table.tex", "results.json"] {
      texts[name] = try String(contentsOfFile: "\(place)/\(name)", encoding: .utf8)
    }
    return texts
  }
}
