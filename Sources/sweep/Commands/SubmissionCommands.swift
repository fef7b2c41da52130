import Experiments
import Foundation
import Pipeline
import Runner
import Slurm

/// `sweep status`: how a sweep goes that was given to a cluster.
enum StatusCommand: Command {
  static let name = "status"
  static let usage = "FILE"
  static let summary = "say how a sweep goes that was given to Slurm"

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let submission = try SubmissionArgument(arguments, command: name).submission
    let controller = SlurmController(say: Terminal.note)
    Terminal.print(try SubmissionStatus(submission).text(controller))
    return .success
  }
}

/// `sweep attach`: follows a sweep that was given to a cluster.
enum AttachCommand: Command {
  static let name = "attach"
  static let usage = "FILE"
  static let summary = "follow a sweep that was given to Slurm, from anywhere that sees its store"
  static let options = [
    Option("--quiet", nil, "say nothing but the outcome"),
    Option("--events", "FILE", "write what happens as JSON lines"),
  ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let submission = try SubmissionArgument(arguments, command: name).submission
    let stop = StopSwitch()
    stop.catchSignals()
    return try SlurmFollowing(submission, arguments).execute(stop, finish: SlurmFollowing.report)
  }
}

/// `sweep cancel`: ends a sweep that was given to a cluster.
enum CancelCommand: Command {
  static let name = "cancel"
  static let usage = "FILE"
  static let summary = "end the jobs of a sweep that was given to Slurm; what is stored stays"

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let submission = try SubmissionArgument(arguments, command: name).submission
    if let end = submission.end {
      Terminal.note("\(submission.name) has ended before")
      return end.kind == .done ? .success : .failure
    }
    try submission.cancel(with: SlurmController(say: Terminal.note))
    Terminal.note("\(submission.name) is cancelled; sweep run goes on with what is stored")
    return .success
  }
}

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
