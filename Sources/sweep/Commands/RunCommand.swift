import Experiments
import Pipeline
import Runner

/// `sweep run`: expands, computes what is missing, writes the report.
enum RunCommand: Command {
  static let name = "run"
  static let usage = "FILE"
  static let summary = "run an experiment and write its results and report"
  static let options =
    ExperimentArguments.options + SweepRun.options + [ResultsFolder.page, ExecutorChoice.option]
    + SlurmRun.options + [SlurmRun.detach]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    switch try ExecutorChoice(arguments) {
    case .local:
      let run = try SweepRun(experiment, arguments)
      try run.folder.check(run.plan)
      return try run.execute { try run.write($0) }
    case .slurm:
      if let page = arguments.value("--html") {
        throw UsageError(
          "the page comes when the submission is done: "
            + "sweep report \(experiment.file.path) --html \(page)")
      }
      let plan = try experiment.plan()
      let folder = ResultsFolder(arguments, plan)
      if !arguments.has("--dry-run") { try folder.check(plan) }
      return try SlurmRun(experiment, arguments, plan, results: folder).execute {
        SlurmFollowing.report($1)
      }
    }
  }
}
