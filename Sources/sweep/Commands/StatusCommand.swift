import Pipeline
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
