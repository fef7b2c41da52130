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

/// `sweep report`: writes the report again from what is stored.
enum ReportCommand: Command {
  static let name = "report"
  static let usage = "FILE"
  static let summary = "write the report again from what is stored, without running anything"
  static let options = ExperimentArguments.options + ResultsFolder.options + [ResultsFolder.page]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    return try experiment.holding { try write(experiment, $0, $1, arguments) }
  }

  private static func write(
    _ experiment: ExperimentArguments, _ plan: SweepPlan, _ registration: RunRegistration,
    _ arguments: Arguments
  ) throws -> ExitCode {
    let store = experiment.store
    let again = "sweep run \(experiment.file.path) computes"
    do {
      let stored = try SweepExecution(plan, in: store, registering: registration).stored()
      let source = StoredResults(stored.plan, store)
      let results = try source.collect(stopped: stored.stopped)
      let folder = ResultsFolder(arguments, plan)
      try folder.write(results, stored.plan, from: source) {
        // How long it all took is known to the run that computed it.
        if folder.cameFrom(stored.plan.plan) { return nil }
        var outcomes: [StageKey: StageOutcome] = [:]
        for stage in stored.plan.plan.stages {
          outcomes[stage.key] =
            store.contains(stage.key) ? .cached : store.failure(of: stage.key).map { .failed($0) }
        }
        return Provenance(stored.plan, outcomes: outcomes, seconds: 0, options: [])
      }
      return results.hasFailures ? .failure : .success
    } catch let incomplete as IncompleteSweep {
      throw UsageError("\(incomplete); \(again) them")
    } catch let damage as DamagedArtefact {
      Terminal.note("\(damage); \(again) it again")
      return .failure
    }
  }
}
