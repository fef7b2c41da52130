import Datasets
import Experiments
import Files
import Foundation
import NeuralNetworks
import Pipeline
import Reports
import Runner
import Specification
import TestSupport

/// Tries experiments on a few tiny images: what they are planned as, and what their stages leave.
final class OptionBench {
  private let folder: TemporaryFolder
  private var catalogues = 0

  /// Kinds of sources whose own examples name files that are not here.
  static let sources: [String: JSON] = [
    "images": .object([
      ("images", .string("train.npy")), ("labels", .string("train-labels.npy")),
    ]),
    "folder": .object([("folder", .string("folder"))]),
    "cifar10": .object([("cifar10", .string("cifar.bin"))]),
    "synthetic": .object([
      ("synthetic", .string("faces")), ("count", .number(20)), ("size", .number(8)),
    ]),
    "from": .object([("from", .string("train")), ("fraction", .number(0.25))]),
  ]

  init() throws {
    folder = try TemporaryFolder()
    for (name, start) in [("train", 0), ("validation", 500), ("test", 2000), ("other", 4000)] {
      let images = (0..<40).map { DiscsAndBars.image($0 % 2, number: start + $0) }
      try NPYFile.write(
        images.flatMap { $0 }, shape: [images.count, 8, 8], to: folder.path("\(name).npy"))
      try NPYFile.write(
        images.indices.map { name == "other" ? $0 / 3 % 2 : $0 % 2 },
        to: folder.path("\(name)-labels.npy"))
    }
    for (name, header) in [("cifar", 1), ("other", 1), ("hundred", 2), ("thousand", 2)] {
      var records: [UInt8] = []
      for record in 0..<20 {
        records += [UInt8(header == 1 ? record % 10 : record % 4)]
        if header == 2 { records.append(UInt8(record % 10)) }
        for place in 0..<3072 {
          records.append(UInt8(truncatingIfNeeded: place * record + name.count))
        }
      }
      try folder.write(records, to: "\(name).bin")
    }
    for font in ["quadratic.ttf", "noto.otf"] {
      try folder.write(Fixture.bytes("fonts/\(font)"), to: font)
    }
    for (name, epochs) in [("pretrain", 2), ("longer", 3)] {
      let members = OptionExamples.usual.filter { $0.0 != "training" && $0.0 != "model" }
        .map { "\"\($0.0)\": \($0.1)" }
      let text = (members + [OptionExamples.dense, OptionExamples.pretraining(epochs)]).joined(
        separator: ", ")
      try folder.write(Array("{ \(text) }".utf8), to: "\(name).json")
    }
    try writeFolders()
    for (name, seed) in [("first", 0), ("second", 1)] { try writeWeights(name, seed: seed) }
  }

  /// Pictures in folders of classes, and flat with tables of labels.
  private func writeFolders() throws {
    var (table, swapped) = ("file,other,label,mark\n", "file,label\n")
    for index in 0..<32 {
      let word = ["disc", "bar"][index % 2]
      for (place, start) in [("classes/\(word)", 0), ("others/\(word)", 900), ("flat", 0)] {
        let pixels = DiscsAndBars.image(index % 2, number: start + index)
        try folder.write(Array("P5 8 8 255\n".utf8) + pixels, to: "\(place)/\(100 + index).pgm")
      }
      table += "\(100 + index).pgm,\(100 + (index + 5) % 32).pgm,\(word),\(index / 7 % 2)\n"
      swapped += "\(100 + index).pgm,\(index / 3 % 2)\n"
    }
    try folder.write(Array(table.utf8), to: "labels.csv")
    try folder.write(Array(swapped.utf8), to: "swapped.csv")
  }

  /// First weights of the small autoencoder of `OptionExamples`.
  private func writeWeights(_ name: String, seed: Int) throws {
    let shapes = [
      ("encoder.1", [6, 64]), ("encoder.3", [3, 6]), ("decoder.0", [6, 3]), ("decoder.1", [64, 6]),
    ]
    let tensors = shapes.flatMap { layer, shape in
      [
        Weights.Tensor(
          name: "\(layer).weight", shape: shape,
          values: (0..<shape[0] * shape[1]).map { Float(($0 * 7 + seed * 5) % 11 - 5) / 20 }),
        Weights.Tensor(
          name: "\(layer).bias", shape: [shape[0]],
          values: (0..<shape[0]).map { Float($0 % 3) / 10 }),
      ]
    }
    try folder.write(SafeTensors.encode(Weights(tensors)), to: "\(name).safetensors")
  }

  /// An experiment file with values put at paths; nil when one of them leads nowhere.
  func experiment(_ base: String, _ values: [(path: String, value: JSON)]) -> JSON? {
    guard
      var json = try? JSONParser.parse(Source(name: "base.json", bytes: Array(base.utf8)))
    else { return nil }
    for (path, value) in values {
      guard
        let changed = try? json.setting(
          value, at: JSONPath(parsing: path), in: ExperimentDocument.structure, location: nil)
      else { return nil }
      json = changed
    }
    return json
  }

  /// The plan of an experiment; nil when it is refused.
  func plan(_ experiment: JSON) throws -> SweepPlan? {
    try folder.write(Array(experiment.pretty.utf8), to: "experiment.json")
    do {
      let file = try ExperimentFile(path: folder.path("experiment.json"))
      let resolver = PathResolver(experimentFolder: folder.path, dataFolder: folder.path)
      return try SweepPlan(
        ExpandedSweep(file, dataFolder: folder.path),
        catalogue: DatasetCatalogue(resolver: resolver, hashFolder: folder.path("hashes"))
      ).checkingQuotations().notingFigures()
    } catch is Problems {
      return nil
    } catch is Problem {
      return nil
    }
  }

  /// What the stages of a plan leave, by what they do for a trial; a stage that fails leaves its
  /// reason.
  func outcome(of plan: SweepPlan) throws -> [String: String] {
    var failures: [StageKey: String] = [:]
    for stage in plan.plan.stages {
      if let input = stage.inputs.first(where: { failures[$0] != nil }) {
        failures[stage.key] = failures[input]
      } else {
        failures[stage.key] = compute(stage)
      }
    }
    var outcome: [String: String] = [:]
    for trial in plan.trials {
      for (role, key) in roles(of: trial) {
        outcome["\(trial.row)/\(trial.seed)/\(role)"] = try failures[key] ?? digest(of: key)
      }
    }
    return outcome
  }

  /// Computes a stage that is not there yet; says why it failed.
  private func compute(_ stage: Stage) -> String? {
    let output = folder.path(stage.key.hex)
    let files = FileManager.default
    guard !files.fileExists(atPath: output) else { return nil }
    do {
      try files.createDirectory(atPath: output, withIntermediateDirectories: true)
      let runner = StageRunners.all.first { type(of: $0).kind == stage.kind }
      try runner?.run(
        StageTask(
          stage: stage, output: output, checkpoint: folder.path("checkpoint-\(stage.key.hex)"),
          input: { [folder] in folder.path("\($0.hex)/\($1)") }))
      return nil
    } catch {
      try? files.removeItem(atPath: output)
      return "\(error)"
    }
  }

  private func roles(of trial: TrialPlan) -> [(String, StageKey)] {
    var roles: [(String, StageKey)] = []
    for (split, key) in trial.data { roles.append(("data.\(split.rawValue)", key)) }
    for (split, key) in trial.embed { roles.append(("embed.\(split.rawValue)", key)) }
    for (split, key) in trial.reconstruct { roles.append(("reconstruct.\(split.rawValue)", key)) }
    for (place, planned) in trial.projections.enumerated() {
      roles.append(("projection.\(place)", planned.key))
    }
    for (place, planned) in trial.layers.enumerated() {
      roles.append(("layers.\(place)", planned.key))
    }
    for (place, key) in trial.reduce.enumerated() { roles.append(("reduce.\(place)", key)) }
    for (place, key) in trial.probes.enumerated() { roles.append(("probe.\(place)", key)) }
    for (place, key) in trial.selection.enumerated() { roles.append(("selection.\(place)", key)) }
    let single = [
      ("train", trial.train), ("cluster", trial.cluster), ("score", trial.score),
      ("classify", trial.classify), ("trajectory", trial.trajectory),
      ("interpolation", trial.interpolation), ("eigenimages", trial.eigenimages),
      ("exemplars", trial.exemplars),
    ]
    for (name, key) in single { if let key { roles.append((name, key)) } }
    return roles
  }

  private func digest(of key: StageKey) throws -> String {
    let place = folder.path(key.hex)
    let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
    let parts = try names.map { name in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(name)"))
      return "\(name) \(SHA256.hexadecimal(of: bytes.base64EncodedString()))"
    }
    return parts.joined(separator: "\n")
  }

  /// The report of a plan, with its figures, by name; a plan with failed stages has none.
  func report(of plan: SweepPlan) throws -> [String: [UInt8]] {
    let outputs = folder
    let results = try ResultsCollector(
      plan, artefact: { try StoredFile.json(at: outputs.path("\($0.hex)/\($1)")) },
      failure: { key in
        FileManager.default.fileExists(atPath: outputs.path(key.hex)) ? nil : "it failed"
      }
    ).collect()
    catalogues += 1
    let place = folder.path("results-\(catalogues)")
    try ReportWriter(plan: plan, results: results) { key, file in
      let path = outputs.path("\(key.hex)/\(file)")
      guard FileManager.default.fileExists(atPath: path) else {
        throw FileError(path, "is not there")
      }
      return path
    }.write(to: place)
    let names = FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String } ?? []
    let files = names.sorted().filter { $0.contains(".") }.map { name in
      (name, FileManager.default.contents(atPath: "\(place)/\(name)").map { [UInt8]($0) } ?? [])
    }
    return Dictionary(uniqueKeysWithValues: files)
  }
}
