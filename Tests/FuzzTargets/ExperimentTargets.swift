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

/// Experiments, architectures, and what is made of them.
enum ExperimentTargets {
  static func all() throws -> [FuzzTarget] {
    let experiments = try Repository.experiments.map { try RegularFile.bytes(at: $0) }
    let folder = Repository.root + "/experiments/architectures"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let architectures = try names.map { try RegularFile.bytes(at: "\(folder)/\($0)") }
    let prose = Repository.root + "/experiments/discussions"
    let texts = try FileManager.default.contentsOfDirectory(atPath: prose).sorted()
      .map { try RegularFile.bytes(at: "\(prose)/\($0)") }
    return [
      FuzzTarget("markdown", seeds: texts) { input, _ in
        _ = MarkdownHTML.html(String(decoding: input, as: UTF8.self))
      },
      FuzzTarget("experiment", seeds: experiments, read: plan),
      FuzzTarget("experiment-numbers", seeds: experiments, mutation: .numbers, read: plan),
      FuzzTarget("architecture", seeds: architectures, read: describe),
      FuzzTarget(
        "architecture-numbers", seeds: architectures, mutation: .numbers, read: describe),
    ]
  }

  /// The most that the images of a planned experiment may take, for no input is to take long.
  private static let memory = 16 << 20

  /// Where hashes of images stay from process to process, which would draw them all again.
  private static let hashes = NSTemporaryDirectory() + "/sweepbook-fuzz-hashes"

  /// Plans an experiment beside all that ships with experiments.
  private static func plan(_ input: [UInt8], in folder: TemporaryFolder) throws {
    let files = FileManager.default
    let shipped = Repository.root + "/experiments"
    for name in try files.contentsOfDirectory(atPath: shipped)
    where !files.fileExists(atPath: folder.path(name)) {
      try files.createSymbolicLink(
        atPath: folder.path(name), withDestinationPath: "\(shipped)/\(name)")
    }
    let path = try folder.write(input, to: "input.json")
    let plan = try SweepPlan(
      ExpandedSweep(ExperimentFile(path: path, dataFolder: folder.path), dataFolder: folder.path),
      catalogue: DatasetCatalogue(
        resolver: PathResolver(experimentFolder: folder.path, dataFolder: folder.path),
        hashFolder: hashes, memory: memory))
    for trial in plan.trials.prefix(4) { _ = ArchitectureListing(trial.architecture).text }
    _ = MemoryShortage(plan.plan.stages)?.description
    _ = plan.plan.json.canonical
  }

  /// Lists the layers of an architecture for small images.
  private static func describe(_ input: [UInt8], in folder: TemporaryFolder) throws {
    let path = try folder.write(input, to: "input.json")
    guard let model = try ArchitectureFile.read(path, latent: 32),
      let shape = Shape([32, 32, 3])
    else { return }
    _ = ArchitectureListing(try model.value.architecture(for: shape, classes: 10)).text
  }
}
