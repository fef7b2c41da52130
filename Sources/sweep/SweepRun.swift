import Files
import Foundation
import Pipeline
import Specification

/// One run of an experiment, from the plan to the results.
struct SweepRun {
  static let options =
    ResultsFolder.options + [
      Option("--jobs", "N", "worker processes (default: the cores)"),
      Option("--threads", "N", "threads of each worker (default: 1)"),
      Option("--retries", "N", "how often a stage that failed is tried again (default: 1)"),
      Option("--timeout", "TIME", "the longest a stage may take, as 90s, 15m or 2h"),
      Option("--fail-fast", nil, "end the run when a stage fails"),
      Option("--quiet", nil, "say nothing but the outcome"),
      Option("--events", "FILE", "write what happens as JSON lines"),
    ]

  /// What is run.
  let plan: SweepPlan
  /// Where results go.
  let folder: ResultsFolder
  private let store: Store
  private let arguments: Arguments

  /// What a run came to.
  struct Outcome {
    /// The results; nil when the run ended before everything was tried.
    var results: SweepResults?
    /// How the command ends.
    var code: ExitCode
  }

  init(_ experiment: ExperimentArguments, _ arguments: Arguments) throws {
    plan = try experiment.plan()
    store = experiment.store
    folder = ResultsFolder(arguments, plan)
    self.arguments = arguments
  }

  /// Computes what is missing.
  func execute() throws -> Outcome {
    let start = ContinuousClock.now
    let stop = StopSwitch()
    stop.catchSignals()
    var options = LocalExecutor.Options()
    options.jobs =
      try arguments.integer("--jobs", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    options.threads = try arguments.integer("--threads", in: 1...1024) ?? 1
    options.retries = try arguments.integer("--retries", in: 0...100) ?? 1
    options.timeout = try arguments.seconds("--timeout")
    options.failFast = arguments.has("--fail-fast")
    let executor = LocalExecutor(worker: WorkerEntry.command, options: options)
    let display = try ProgressDisplay(arguments)
    let outcome = try SweepExecution(plan, in: store).run(with: executor, stop: stop) {
      display.show($0)
    }
    display.finish()
    switch outcome.run.halt {
    case .requested:
      Terminal.note("stopped; the same command goes on from here")
      return Outcome(results: nil, code: .stopped)
    case .trouble(let message):
      Terminal.note("sweep: \(message)")
      return Outcome(results: nil, code: .failure)
    case .failure, nil: break
    }
    let results = try StoredResults(plan, store, outcomes: outcome.run.outcomes)
      .collect(stopped: outcome.stopped)
    let seconds = start.duration(to: .now) / Duration.seconds(1)
    try AtomicFile.createFolder(folder.path)
    let provenance = Provenance(
      plan, outcomes: outcome.run.outcomes, seconds: seconds,
      options: [("jobs", .number(options.jobs)), ("threads", .number(options.threads))])
    try AtomicFile.write(provenance.json.pretty, to: folder.path + "/provenance.json")
    reportFailures(outcome.run.outcomes)
    return Outcome(results: results, code: results.hasFailures ? .failure : .success)
  }

  /// Writes report, tables and figures.
  func write(_ results: SweepResults) throws { try folder.write(results, plan, store) }

  private func reportFailures(_ outcomes: [StageKey: StageOutcome]) {
    for stage in plan.plan.stages {
      guard case .failed(let record) = outcomes[stage.key] else { continue }
      Terminal.note("failed: \(stage.title): \(record.reason) (log: \(record.log))")
    }
  }
}
