import Experiments
import Pipeline
import Runner

/// The computation of some stages of a plan, for a command that reads them.
struct PartialRun {
  private let store: Store
  private let file: String
  private let arguments: Arguments
  private let registration: RunRegistration

  init(
    _ experiment: ExperimentArguments, _ arguments: Arguments, _ registration: RunRegistration
  ) throws {
    try SweepRun.checkProcessor()
    store = experiment.store
    file = experiment.file.path
    self.arguments = arguments
    self.registration = registration
  }

  /// Computes what is missing of some stages.
  ///
  /// - Returns: how it ended when not all of them are stored now; nil when they are.
  func compute(_ wanted: Set<StageKey>, of plan: SweepPlan) throws -> ExitCode? {
    guard wanted.contains(where: { !store.contains($0) }) else { return nil }
    let executor = LocalExecutor(
      worker: WorkerEntry.command, options: try SweepRun.executorOptions(arguments))
    let display = try ProgressDisplay(arguments)
    let stop = StopSwitch()
    stop.catchSignals()
    let stages = try Plan(plan.plan.stages, targets: wanted)
    let result = try SweepExecution(plan, in: store, registering: registration).run(
      only: stages, with: executor, stop: stop
    ) { display.show($0) }
    display.finish()
    if result.isComplete { return nil }
    FailureLines(plan.plan, result.outcomes).lines.forEach(Terminal.note)
    guard result.halt == .requested else { return .failure }
    Terminal.note("stopped; the same command goes on from here")
    return .stopped
  }
}
