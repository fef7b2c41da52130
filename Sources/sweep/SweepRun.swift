import Experiments
import Files
import Foundation
import Numerics
import Pipeline
import Runner
import Slurm
import Specification

/// One run of an experiment, from the plan to the results.
struct SweepRun {
  static let options =
    ResultsFolder.options + computing

  /// How stages are computed.
  static let computing =
    [
      Option("--jobs", "N", "worker processes (default: the cores)"),
      Option("--threads", "N", "threads of each worker (default: 1)"),
      Option("--memory", "SIZE", "what stages may need together, as 2G (default: what is free)"),
      Option("--retries", "N", "how often a stage that failed is tried again (default: 1)"),
      Option("--timeout", "TIME", "the longest a stage may take, as 90s, 15m or 2h"),
      Option("--fail-fast", nil, "end the run when a stage fails"),
      Option("--quiet", nil, "say nothing but the outcome; notes stand in the report"),
      Option("--events", "FILE", "write what happens as JSON lines"),
    ]

  /// What is run.
  let plan: SweepPlan
  /// Where results go.
  let folder: ResultsFolder
  private let store: Store
  private let arguments: Arguments
  private let display: ProgressDisplay
  private let start = ContinuousClock.now

  /// What a run came to, once everything was tried.
  struct Outcome {
    /// The plan, its pictures drawn of seeds that did not fail.
    var plan: SweepPlan
    /// The results.
    var results: SweepResults
    /// Where they were read.
    var source: StoredResults
    /// What became of every stage.
    var stages: [StageKey: StageOutcome]
  }

  init(_ experiment: ExperimentArguments, _ arguments: Arguments) throws {
    try Self.checkProcessor()
    display = try ProgressDisplay(arguments)
    do {
      plan = try experiment.plan(threads: try Self.jobs(arguments), showing: display)
    } catch {
      display.finish()
      throw error
    }
    store = experiment.store
    folder = ResultsFolder(arguments, plan)
    self.arguments = arguments
  }

  /// Makes sure that this machine can compute stages.
  ///
  /// - Throws: `UsageError` when it cannot.
  static func checkProcessor() throws(UsageError) {
    guard InstructionSet.current > .none else {
      throw UsageError(
        "this processor has no AVX2 with fused multiply-add (x86-64-v3), which training needs; "
          + "most since 2013 have it")
    }
  }

  /// Computes what is missing, and hands the results on.
  ///
  /// An artefact that turns out to be damaged when results are read is computed again.
  /// - Returns: what `finish` returns, or how a run ended that was stopped.
  func execute(finish: (Outcome) throws -> ExitCode) throws -> ExitCode {
    // Held to the last byte that is written: nobody cleans under the report.
    try store.keeping(plan.plan.stages.map(\.key)) { try execute($0, finish) }
  }

  private func execute(
    _ registration: RunRegistration, _ finish: (Outcome) throws -> ExitCode
  ) throws -> ExitCode {
    let options = try Self.executorOptions(arguments)
    try checkMemory(limit: options.memory ?? MachineMemory.total)
    try checkAddressSpace()
    let executor = LocalExecutor(worker: WorkerEntry.command, options: options)
    var best = BestSoFar(plan)
    display.remark = { best.text }
    let stop = StopSwitch()
    stop.catchSignals()
    var damages = 0
    while true {
      stop.endsAtOnce = false
      let execution = SweepExecution(plan, in: store, registering: registration)
      let outcome = try execution.run(with: executor, stop: stop) { event in
        best.receive(event, in: store)
        display.show(event)
      }
      display.finish()
      // What is left takes moments when it is done again.
      stop.endsAtOnce = true
      if let code = report(outcome.run.halt, outcome.run.outcomes) { return code }
      do {
        let source = StoredResults(outcome.plan, store, outcomes: outcome.run.outcomes)
        let results = try source.collect(stopped: outcome.stopped)
        let code = try finish(
          Outcome(
            plan: outcome.plan, results: results, source: source, stages: outcome.run.outcomes))
        reportFailures(outcome.plan, outcome.run.outcomes)
        return code
      } catch let damage as DamagedArtefact where damages < 3 {
        damages += 1
        Terminal.note(damage.consequence)
        store.remove(damage.key)
      }
    }
  }

  private func checkMemory(limit: Int) throws {
    if let shortage = MemoryShortage(try missingStages(above: limit), limit: limit) {
      throw shortage
    }
  }

  /// The stages to compute that need more memory than this; what is stored is only looked up when
  /// something is so large.
  private func missingStages(above limit: Int) throws -> [Stage] {
    guard let large = MemoryShortage(plan.plan.stages, limit: limit) else { return [] }
    let missing = plan.plan.missing { store.contains($0) }
    return large.stages.filter { missing.contains($0.key) }
  }

  /// Libraries that get no more address space wait for it in vain.
  private func checkAddressSpace() throws {
    guard let limit = AddressSpace.limit else { return }
    let base = AddressSpace.taken + AddressSpace.reserve
    let large = limit < base ? nil : try missingStages(above: limit - base).first
    guard limit < base || large != nil else { return }
    throw UsageError(
      "a process may take no more than \(ByteCount.text(limit)) of address space here (ulimit -v), "
        + "and \(large.map { "\"\($0.title)\"" } ?? "a worker") needs "
        + "\(ByteCount.text(base + (large?.cost.memory ?? 0))); allow more")
  }

  /// How many cores the run may use: planning and drawing use as many threads as there are workers.
  private static func jobs(_ arguments: Arguments) throws -> Int {
    try arguments.integer("--jobs", in: 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// How stages are computed, as the arguments say.
  static func executorOptions(_ arguments: Arguments) throws -> LocalExecutor.Options {
    var options = LocalExecutor.Options()
    options.jobs = try jobs(arguments)
    options.threads = try arguments.integer("--threads", in: 1...1024) ?? 1
    options.memory = try arguments.bytes("--memory")
    options.retries = try arguments.integer("--retries", in: 0...100) ?? 1
    options.timeout = try arguments.seconds("--timeout")
    options.failFast = arguments.has("--fail-fast")
    return options
  }

  /// Says why a run ended early; nil when it did not.
  private func report(
    _ halt: RunResult.Halt?, _ outcomes: [StageKey: StageOutcome]
  ) -> ExitCode? {
    switch halt {
    case nil: return nil
    case .requested:
      Terminal.note("stopped; the same command goes on from here")
      return .stopped
    case .trouble: return .failure
    case .failure:
      reportFailures(plan, outcomes)
      Terminal.note("ended by --fail-fast, no results written; the same command goes on from here")
      return .failure
    }
  }

  /// Writes report, tables, figures, and where they came from.
  func write(_ outcome: Outcome) throws -> ExitCode {
    do {
      let options = try Self.executorOptions(arguments)
      try folder.write(
        outcome.results, outcome.plan, from: outcome.source, threads: options.jobs
      ) {
        Provenance(
          outcome.plan, outcomes: outcome.stages, seconds: start.duration(to: .now) / .seconds(1),
          options: [("jobs", .number(options.jobs)), ("threads", .number(options.threads))])
      }
    } catch let error as FileError {
      Terminal.note(
        "sweep: \(error)\nThe results are in the store: when there is room and they can be written, "
          + "sweep report \(plan.sweep.file.path) writes them.")
      return .failure
    }
    return outcome.results.hasFailures ? .failure : .success
  }

  /// Failures once more, below what has scrolled by meanwhile.
  private func reportFailures(_ plan: SweepPlan, _ outcomes: [StageKey: StageOutcome]) {
    guard !arguments.has("--quiet") else { return }
    FailureLines(plan.plan, outcomes).lines.forEach(Terminal.note)
  }
}

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

/// The stages that failed, each with the reason and the log.
struct FailureLines {
  /// The lines, in the order of the plan.
  let lines: [String]

  init(_ plan: Plan, _ outcomes: [StageKey: StageOutcome]) {
    lines = plan.stages.compactMap { stage in
      guard case .failed(let record) = outcomes[stage.key] else { return nil }
      return "failed: \(stage.title): \(record.reason) (log: \(record.log))"
    }
  }
}
