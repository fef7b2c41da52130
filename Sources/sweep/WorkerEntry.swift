import Files
import Numerics
import Pipeline
import Runner

/// `sweep worker`: what a run starts for itself; takes stages from standard input.
enum WorkerEntry {
  static let name = "worker"

  /// How a run starts its workers: this very program.
  static var command: WorkerCommand {
    WorkerCommand(executable: Platform.executable, arguments: [name])
  }

  static func run() -> Int32 {
    WorkerMain.run(runners: StageRunners.all) { Parallel.finishedBlocks }
  }
}
