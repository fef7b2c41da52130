import Datasets
import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport

/// What runs leave: results, plans, and the files of a store.
enum StoreTargets {
  static func all() throws -> [FuzzTarget] {
    let committed = try RegularFile.bytes(at: Repository.root + "/results/quickstart/results.json")
    let plan = try smallPlan()
    return [
      FuzzTarget("results", seeds: [committed]) { input, _ in
        let baseline = try SweepResults(parsed(input))
        let results = try SweepResults(parsed(committed))
        let comparison = Comparison(
          baseline, results, guarding: .tolerances(RegressionOptions()))
        _ = ComparisonMarkdown(comparison, accept: "make baseline").text
        _ = JUnitReport(comparison, seconds: 1).text
      },
      FuzzTarget("plan", seeds: [Array(plan.json.canonical.utf8)]) { input, _ in
        _ = try Plan(parsed(input)).json.canonical
      },
    ] + (try store(of: plan))
  }

  private static func parsed(_ input: [UInt8]) throws -> JSON {
    try JSONParser.parse(Source(name: "input", bytes: input))
  }

  /// A plan of few stages.
  private static func smallPlan() throws -> Plan {
    let folder = try TemporaryFolder()
    try ExampleFiles.write(to: folder)
    let text = """
      { "title": "small", "model": "pixels", "clustering": { "kmeans": 2 }, "reduction": [{ "pca": 2 }],
        "dataset": { "train": { "images": "faces/train.npy" }, "test": { "images": "faces/train.npy" } } }
      """
    try folder.write(Array(text.utf8), to: "small.json")
    return try SweepPlan(
      ExpandedSweep(ExperimentFile(path: folder.path("small.json")), dataFolder: folder.path),
      catalogue: DatasetCatalogue(
        resolver: PathResolver(experimentFolder: folder.path, dataFolder: folder.path),
        hashFolder: folder.path("hashes"))
    ).plan
  }

  /// A target for each file of a store with one stage, a failure and a duration.
  private static func store(of plan: Plan) throws -> [FuzzTarget] {
    guard let stage = plan.stages.first else { return [] }
    let hex = stage.key.hex
    let place = "stages/\(hex.prefix(2))/\(hex)"
    let content = Array("content".utf8)
    let manifest = JSON.object([
      ("kind", .string(stage.kind)), ("version", .number(stage.version)),
      ("title", .string(stage.title)), ("inputs", .array([])), ("seconds", .number(1.5)),
      (
        "files",
        .array([
          .object([
            ("name", .string("report.json")), ("size", .number(content.count)),
            ("sha256", .string(SHA256.hexadecimal(of: content))),
          ])
        ])
      ),
    ])
    let failure = JSON.object([
      ("reason", .string("it failed")), ("attempts", .number(2)), ("log", .string("log")),
      ("final", false.json),
    ])
    let duration = JSON.object([
      ("key", .string(hex)), ("kind", .string(stage.kind)), ("expectedSeconds", .number(1)),
      ("expectedMemory", .number(1000)), ("seconds", .number(2)), ("memory", .number(2000)),
    ])
    let files: [(String, [UInt8])] = [
      ("store.json", Array("{\"format\":1}".utf8)),
      (place + "/stage.json", Array(manifest.canonical.utf8)),
      (place + "/specification.json", Array(stage.specification.canonical.utf8)),
      (place + "/report.json", content),
      ("failures/\(hex).json", Array(failure.canonical.utf8)),
      ("durations.jsonl", Array((duration.canonical + "\n").utf8)),
    ]
    return files.map { name, bytes in
      FuzzTarget("store.\((name as NSString).lastPathComponent)", seeds: [bytes]) { input, folder in
        for (name, bytes) in files { try folder.writeOnce(bytes, to: "store/\(name)") }
        defer { _ = try? folder.write(bytes, to: "store/\(name)") }
        try folder.write(input, to: "store/\(name)")
        try look(at: stage, in: Store(at: folder.path("store")))
      }
    }
  }

  /// What commands read of a store.
  private static func look(at stage: Stage, in store: Store) throws {
    for entry in store.list() { _ = "\(entry.artefact)" }
    for damage in store.verify() { _ = "\(damage)" }
    _ = store.durations()
    _ = store.failure(of: stage.key).map { "\($0)" }
    _ = try store.artefact(stage.key)
  }
}
