import Pipeline
import Slurm

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
