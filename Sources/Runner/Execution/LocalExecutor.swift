/// Runs a plan in worker processes on this machine.
public struct LocalExecutor: Executor {
  /// What people may choose.
  public struct Options: Sendable {
    /// How many workers run at a time.
    public var jobs = 1
    /// How many threads each may use.
    public var threads = 1
    /// How often a stage that failed is tried again.
    public var retries = 1
    /// The seconds a stage may take; nil sets no limit.
    public var timeout: Double?
    /// Whether the first failed stage ends the run.
    public var failFast = false
    /// Whether stages are tried whose failure is remembered as final.
    public var retriesFinalFailures = false
    /// The bytes that stages running together may need by their estimates; nil means what is free.
    public var memory: Int?
    /// After so many seconds without a sign of life a worker counts as frozen.
    public var silenceLimit = 60.0
    /// After so many seconds without progress, or ten times what the stage is expected to take, a worker
    /// counts as stuck.
    public var idleLimit = 900.0
    /// When a run is stopped, stages may go on for so many seconds to finish or leave a checkpoint.
    public var grace = 30.0
    /// After so many seconds without a heartbeat the owner of a claim on another machine is taken
    /// for dead.
    public var pulseLimit = 60.0

    /// The defaults.
    public init() {}
  }

  /// How workers are started.
  public let worker: WorkerCommand
  /// What people chose.
  public let options: Options

  /// An executor.
  public init(worker: WorkerCommand, options: Options) {
    self.worker = worker
    self.options = options
  }

  /// Computes the stages that are missing; see `Executor`. Workers live no longer than this call.
  public func run(
    _ plan: Plan, in store: Store, stop: StopSwitch, report: @escaping (RunEvent) -> Void
  ) -> RunResult {
    Coordinator(plan, store, worker, options, stop, report).run()
  }
}

/// What carries out a plan: on this machine, or on a cluster.
public protocol Executor {
  /// Computes the stages that are missing, and returns when all are settled or the run was stopped.
  ///
  /// - Parameters:
  ///   - plan: The stages.
  ///   - store: Where results are, and go.
  ///   - stop: Asks the run to end early.
  ///   - report: Told what happens, on the calling thread.
  /// - Returns: What became of every stage.
  func run(
    _ plan: Plan, in store: Store, stop: StopSwitch, report: @escaping (RunEvent) -> Void
  ) -> RunResult
}
