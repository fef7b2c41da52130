import Pipeline

/// `sweep run`: expands, computes what is missing, writes the report.
enum RunCommand: Command {
  static let name = "run"
  static let usage = "FILE"
  static let summary = "run an experiment and write its results and report"
  static let options = ExperimentArguments.options + SweepRun.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    let run = try SweepRun(experiment, arguments)
    try run.folder.check()
    return try run.execute { try run.write($0) }
  }
}
