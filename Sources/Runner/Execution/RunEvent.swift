/// What an executor reports while a plan runs.
public struct RunEvent: Sendable {
  /// What happened.
  public enum Kind: Sendable {
    /// The run begins.
    case began(RunOverview)
    /// An attempt at a stage begins, in the worker of that number (from 0).
    case started(Stage, worker: Int, attempt: Int)
    /// A runner reports.
    case progress(Stage, worker: Int, StageEvent)
    /// Another process computes the stage; its result will be shared.
    case waiting(Stage, owner: String)
    /// An attempt has failed and another one follows.
    case retrying(Stage, reason: String)
    /// A stage is settled.
    case finished(Stage, StageOutcome)
    /// Something that people should know: a damaged artefact, a store that cannot be written.
    case message(String)
    /// The run is being stopped: cheap stages are finished and trainings leave a checkpoint; or
    /// everything ends at once.
    case stopping(atOnce: Bool)
    /// Told several times a second, with the seconds that are expected to be left.
    case tick(secondsLeft: Double?)
    /// The run has ended.
    case ended(RunResult)
  }

  /// Seconds since the run began.
  public let time: Double
  /// What happened.
  public let kind: Kind

  /// An event at a time.
  public init(time: Double, _ kind: Kind) {
    self.time = time
    self.kind = kind
  }
}

/// A run in numbers, at its beginning.
public struct RunOverview: Sendable, Equatable {
  /// The stages of the plan.
  public let stages: Int
  /// Those that are stored.
  public let cached: Int
  /// Those that have to be computed.
  public let missing: Int
  /// The workers.
  public let jobs: Int

  /// The numbers.
  public init(stages: Int, cached: Int, missing: Int, jobs: Int) {
    self.stages = stages
    self.cached = cached
    self.missing = missing
    self.jobs = jobs
  }
}
