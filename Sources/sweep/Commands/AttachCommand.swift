import Pipeline
import Runner
import Slurm

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
