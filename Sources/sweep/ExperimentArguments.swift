import Datasets
import Experiments
import Foundation
import Numerics
import Pipeline
import Specification

/// What commands on an experiment share: the file, its overrides, where data and stages are.
struct ExperimentArguments {
  static let options = [
    Option("--set", "PATH=VALUE", "override a value, as training.epochs=5; may be repeated")
  ]

  /// The experiment as it is written.
  let file: ExperimentFile
  /// The folder of the data.
  let dataFolder: String
  /// The stored stages.
  let store: Store

  init(_ arguments: Arguments, command: String, positional: Int = 1) throws {
    let environment = ProcessInfo.processInfo.environment
    dataFolder = environment["SWEEP_DATA"] ?? "data"
    file = try ExperimentFile(
      path: try arguments.experiment(for: command, of: positional),
      arguments: arguments.all("--set"), dataFolder: dataFolder)
    store = try Store(at: environment["SWEEP_STORE"] ?? ".sweep")
  }

  /// The experiment as it was when it was submitted.
  init(_ submission: Submission) throws {
    file = try submission.order.file()
    dataFolder = submission.order.dataFolder
    store = submission.store
  }

  /// The sweep, written out and checked, with its stages; images that were not hashed before are, on
  /// so many threads.
  func plan(threads: Int = ProcessInfo.processInfo.activeProcessorCount) throws -> SweepPlan {
    let sweep = try ExpandedSweep(file, dataFolder: dataFolder)
    let resolver = PathResolver(experimentFolder: file.folder, dataFolder: dataFolder)
    let catalogue = DatasetCatalogue(resolver: resolver, hashFolder: store.root + "/hashes")
    return try Parallel.$threads.withValue(threads) {
      try SweepPlan(sweep, catalogue: catalogue)
    }
  }
}
