import Datasets
import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport

/// A small sweep whose stages are really computed, in this process and without a store.
struct LiveSweep {
  /// The images that are scored, `[40, 8, 8]`: discs and bars in turn.
  static let test = (0..<40).map { DiscsAndBars.image($0 % 2, number: 2000 + $0) }

  private let folder: TemporaryFolder
  private var failures: [StageKey: String] = [:]
  private let plan: SweepPlan
  /// What it came to.
  let results: SweepResults

  /// Plans and computes an experiment on 60 training and 40 test images.
  ///
  /// - Parameters:
  ///   - members: the members of the file beside the dataset.
  ///   - isLabelled: whether the images have classes.
  ///   - failing: part of the title of stages that fail.
  /// - Throws: what planning and the stages throw.
  init(_ members: String, isLabelled: Bool = true, failing: String? = nil) throws {
    folder = try TemporaryFolder()
    let training = (0..<60).map { DiscsAndBars.image($0 % 2, number: $0) }
    for (name, images) in [("train", training), ("test", Self.test)] {
      try NPYFile.write(
        images.flatMap { $0 }, shape: [images.count, 8, 8], to: folder.path("\(name).npy"))
      try NPYFile.write(images.indices.map { $0 % 2 }, to: folder.path("\(name)-labels.npy"))
    }
    let splits = ["train", "test"].map { name in
      let labels = isLabelled ? #", "labels": "\#(name)-labels.npy""# : ""
      return #""\#(name)": { "images": "\#(name).npy"\#(labels) }"#
    }
    let text = #"{ "title": "Discs and bars", "dataset": { \#(splits.joined(separator: ", ")) }, "#
    try folder.write(Array("\(text)\(members) }".utf8), to: "live.json")
    let planned = try SweepPlan(
      ExpandedSweep(ExperimentFile(path: folder.path("live.json")), dataFolder: folder.path),
      catalogue: DatasetCatalogue(
        resolver: PathResolver(experimentFolder: folder.path, dataFolder: folder.path),
        hashFolder: folder.path("hashes")))
    var failures: [StageKey: String] = [:]
    try Self.compute(planned.plan, in: folder, failing: failing, &failures)
    plan = try planned.showingSuccesses { failures[$0] != nil }
    try Self.compute(plan.plan, in: folder, failing: failing, &failures)
    let (outputs, reasons) = (folder, failures)
    results = try ResultsCollector(
      plan, artefact: { try StoredFile.json(at: outputs.path("\($0.hex)/\($1)")) },
      failure: { reasons[$0] }
    ).collect()
    self.failures = failures
  }

  /// Computes what is not there, each stage after its inputs.
  private static func compute(
    _ plan: Plan, in folder: TemporaryFolder, failing: String?, _ failures: inout [StageKey: String]
  ) throws {
    for stage in plan.stages
    where !FileManager.default.fileExists(atPath: folder.path(stage.key.hex)) {
      if let input = stage.inputs.first(where: { failures[$0] != nil }) {
        failures[stage.key] = failures[input]
      } else if let failing, stage.title.contains(failing) {
        failures[stage.key] = "the loss is NaN"
      } else {
        let output = folder.path(stage.key.hex)
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let runner = StageRunners.all.first { type(of: $0).kind == stage.kind }
        try runner?.run(
          StageTask(
            stage: stage, output: output, checkpoint: folder.path("checkpoint"),
            input: { folder.path("\($0.hex)/\($1)") }))
      }
    }
  }

  /// The titles that the stage of layers gave.
  var layers: [String] {
    let keys = plan.trials.compactMap { $0.layers.first?.key }
    let report = keys.first.flatMap {
      try? StoredFile.json(at: folder.path("\($0.hex)/report.json"))
    }
    return (report?["layers"]?.elements ?? []).compactMap(\.string)
  }

  /// The report as a page.
  func page() throws -> String {
    _ = try report(page: folder.path("report.html"))
    return try String(contentsOfFile: folder.path("report.html"), encoding: .utf8)
  }

  /// The report and its figures by name.
  func report(page: String? = nil) throws -> (text: String, figures: [String: [UInt8]]) {
    let place = folder.path("results")
    let writer = ReportWriter(plan: plan, results: results) { key, file in
      let path = folder.path("\(key.hex)/\(file)")
      guard FileManager.default.fileExists(atPath: path) else {
        throw FileError(path, "is not there")
      }
      return path
    }
    try writer.write(to: place, threads: 2, page: page)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(place)/figures").sorted()
    let figures = try names.map {
      ($0, try Array(Data(contentsOf: URL(fileURLWithPath: "\(place)/figures/\($0)"))))
    }
    return (
      try String(contentsOfFile: "\(place)/report.md", encoding: .utf8),
      Dictionary(uniqueKeysWithValues: figures)
    )
  }
}
