import Experiments
import Foundation
import Pipeline
import Runner
import Slurm

/// The submission that a command is about: the latest of an experiment, or one that is named.
struct SubmissionArgument {
  let submission: Submission

  /// Finds the submission of an experiment file, which need not be there any more; or of a name, as
  /// `sweep status` prints it.
  init(_ arguments: Arguments, command: String) throws {
    let path = try arguments.experiment(for: command)
    let store = try Store(at: ProcessInfo.processInfo.environment["SWEEP_STORE"] ?? ".sweep")
    if let named = try? Submission(at: "\(store.root)/slurm/\(path)") {
      submission = named
      return
    }
    let name = ExperimentFile.name(of: path)
    guard let latest = Submission.all(of: name, in: store).last else {
      throw UsageError(
        "\(path) was not given to Slurm with the store \(store.root); "
          + "sweep run \(path) --executor slurm does that")
    }
    submission = latest
  }
}
