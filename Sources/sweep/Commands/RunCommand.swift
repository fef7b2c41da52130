import Pipeline

/// `sweep run`: expands, computes what is missing, writes the report.
enum RunCommand: Command {
  static let name = "run"
  static let usage = "FILE"
  static let summary = "run an experiment and write its results and report"
  static let options = ExperimentArguments.options + SweepRun.options + SlurmRun.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    switch arguments.value("--executor") ?? "local" {
    case "local":
      for name in ["--slurm", "--binary", "--dry-run", "--detach"] where arguments.has(name) {
        throw UsageError("\(name) goes with --executor slurm")
      }
    case "slurm": return try SlurmRun(experiment, arguments).execute()
    case let other:
      throw UsageError("--executor takes local or slurm, found \"\(other)\"")
    }
    let run = try SweepRun(experiment, arguments)
    try run.folder.check()
    return try run.execute { try run.write($0) }
  }
}
