import Datasets
import Experiments
import Files
import Foundation
import Numerics
import Pipeline
import Reports
import Runner
import Slurm
import Specification

/// What commands on an experiment share: the file, its overrides, where data and stages are.
struct ExperimentArguments {
  static let options = [
    Option("--set", "PATH=VALUE", "override a value, as training.epochs=5; may be repeated"),
    Option("--confine", nil, "read files below the experiment's repository and SWEEP_DATA alone"),
  ]

  /// The experiment as it is written.
  let file: ExperimentFile
  /// The folder of the data.
  let dataFolder: String
  /// The stored stages.
  let store: Store
  /// What the user asked for; nil for a sweep that was submitted.
  private let arguments: Arguments?

  init(_ arguments: Arguments, command: String, positional: Int = 1) throws {
    self.arguments = arguments
    let environment = ProcessInfo.processInfo.environment
    dataFolder = environment["SWEEP_DATA"] ?? "data"
    let path = try arguments.experiment(for: command, of: positional)
    if arguments.has("--confine") {
      Self.confine(path, arguments, data: dataFolder, store: environment["SWEEP_STORE"])
    }
    file = try ExperimentFile(
      path: path, arguments: arguments.all("--set"), dataFolder: dataFolder)
    store = try Store(at: environment["SWEEP_STORE"] ?? ".sweep")
  }

  /// Lets this process and its workers read what belongs to the experiment, and what the user named.
  private static func confine(
    _ path: String, _ arguments: Arguments, data: String, store: String?
  ) {
    let baseline = arguments.value("--baseline").map { ($0 as NSString).deletingLastPathComponent }
    let own = [store ?? ".sweep", arguments.value("--results") ?? "results"]
    let folders = [RepositoryFolder.containing(path), data] + own + (baseline.map { [$0] } ?? [])
    Confinement(to: folders).begin()
  }

  /// The experiment as it was when it was submitted.
  init(_ submission: Submission) throws {
    arguments = nil
    file = try submission.order.file()
    dataFolder = submission.order.dataFolder
    store = submission.store
  }

  /// Plans the sweep, and holds its stages in the store until `body` is done: nobody cleans under a
  /// reader.
  func holding<Result>(_ body: (SweepPlan, RunRegistration) throws -> Result) throws -> Result {
    let plan = try plan()
    return try store.keeping(plan.plan.stages.map(\.key)) { try body(plan, $0) }
  }

  /// The sweep, written out and checked, with its stages; images that were not hashed before are, on
  /// so many threads.
  ///
  /// - Parameters:
  ///   - threads: how many.
  ///   - display: shows how that goes; left out: one that is gone in the end.
  /// - Returns: the plan.
  /// - Throws: `Problems` with all that is wrong.
  func plan(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    showing display: ProgressDisplay? = nil
  ) throws -> SweepPlan {
    if let display {
      return try display.planning { try plan(threads, tellingRows: $0) }
    }
    guard let arguments else { return try plan(threads) { _, _ in } }
    let passing = try ProgressDisplay(arguments)
    defer { passing.finish() }
    return try plan(threads: threads, showing: passing)
  }

  private func plan(
    _ threads: Int, tellingRows tell: (Int, Int) -> Void
  ) throws -> SweepPlan {
    let sweep = try ExpandedSweep(file, dataFolder: dataFolder)
    let resolver = PathResolver(experimentFolder: file.folder, dataFolder: dataFolder)
    let catalogue = DatasetCatalogue(resolver: resolver, hashFolder: store.root + "/hashes")
    return try Parallel.$threads.withValue(threads) {
      let plan = try SweepPlan(sweep, catalogue: catalogue) { rows in
        if sweep.rows.count > 1000 { tell(rows, sweep.rows.count) }
      }
      return try plan.checkingQuotations().notingFigures()
    }
  }
}
