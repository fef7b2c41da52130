import Specification

/// What an executor reports while a plan runs.
public struct RunEvent: Sendable {
  /// What happened.
  public enum Kind: Sendable {
    /// The run is being planned: files are looked at, images read, rows planned; so many are done.
    case preparing(String, done: Int, of: Int)
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

/// What a runner reports while it works.
public enum StageEvent: Sendable, Equatable {
  /// An epoch has ended: how many are done, of how many, and the training loss.
  case epoch(Int, of: Int, loss: Double?)
  /// Some of the work is done: steps (restarts, iterations), of how many.
  case step(Int, of: Int)
  /// Something worth knowing: "resumed after epoch 12".
  case note(String)

  /// The part that is done, 0...1, when the event tells.
  public var fraction: Double? {
    switch self {
    case .epoch(let done, let total, _), .step(let done, let total):
      total > 0 ? min(1, Double(done) / Double(total)) : nil
    case .note: nil
    }
  }
}

extension StageEvent {
  /// The event as JSON: `{ "epoch": 3, "of": 30, "loss": 0.02 }`.
  public var json: JSON {
    switch self {
    case .epoch(let done, let total, let loss):
      .object(
        [("epoch", .number(done)), ("of", .number(total))]
          + (loss.map { [("loss", .number($0))] } ?? []))
    case .step(let done, let total): .object([("step", .number(done)), ("of", .number(total))])
    case .note(let text): .object([("note", .string(text))])
    }
  }

  /// Reads what `json` wrote; nil when it is something else. A loss that is no number reads as nil.
  public init?(_ json: JSON) {
    if let done = json["epoch"]?.integer, let total = json["of"]?.integer {
      self = .epoch(done, of: total, loss: json["loss"]?.number)
    } else if let done = json["step"]?.integer, let total = json["of"]?.integer {
      self = .step(done, of: total)
    } else if let text = json["note"]?.string {
      self = .note(text)
    } else {
      return nil
    }
  }
}

/// What became of a stage in a run.
public enum StageOutcome: Sendable, Equatable {
  /// It was stored already, or another run stored it meanwhile.
  case cached
  /// It was computed; the seconds and memory it took.
  case computed(Cost)
  /// It could not be computed.
  case failed(FailureRecord)
  /// It was not tried, because this stage, on which it depends, failed.
  case skipped(because: StageKey)
  /// The run ended before it was done.
  case stopped
  /// It is not stored, and nothing that is wanted needs it.
  case unneeded
}

/// How a run ended.
public struct RunResult: Sendable {
  /// Why a run ended before everything was tried.
  public enum Halt: Sendable, Equatable {
    /// It was asked to.
    case requested
    /// A stage failed, and the options say to end then.
    case failure(of: StageKey)
    /// The store or the workers cannot be used; the message says what to do.
    case trouble(String)
  }

  /// What became of every stage of the plan.
  public let outcomes: [StageKey: StageOutcome]
  /// Why the run ended early; nil when it did not.
  public let halt: Halt?

  /// A result.
  public init(outcomes: [StageKey: StageOutcome], halt: Halt?) {
    self.outcomes = outcomes
    self.halt = halt
  }

  /// Whether all that is wanted is stored.
  public var isComplete: Bool {
    halt == nil
      && outcomes.values.allSatisfy {
        switch $0 {
        case .cached, .computed, .unneeded: true
        case .failed, .skipped, .stopped: false
        }
      }
  }
}

extension RunEvent {
  /// The event for machines, as `--events` writes it: `{ "event": "finished", "time": 3.2, … }`.
  public var json: JSON {
    .object(
      [("event", .string(name)), ("time", .number((time * 1000).rounded() / 1000))] + details)
  }

  private var name: String {
    switch kind {
    case .preparing: "preparing"
    case .began: "began"
    case .started: "started"
    case .progress: "progress"
    case .waiting: "waiting"
    case .retrying: "retrying"
    case .finished: "finished"
    case .message: "message"
    case .stopping: "stopping"
    case .tick: "tick"
    case .ended: "ended"
    }
  }

  private var details: [(String, JSON)] {
    switch kind {
    case .preparing(let what, let done, let total):
      [("what", .string(what)), ("done", .number(done)), ("of", .number(total))]
    case .began(let overview):
      [
        ("stages", .number(overview.stages)), ("cached", .number(overview.cached)),
        ("missing", .number(overview.missing)), ("jobs", .number(overview.jobs)),
      ]
    case .started(let stage, let worker, let attempt):
      Self.identity(of: stage) + [("worker", .number(worker)), ("attempt", .number(attempt))]
    case .progress(let stage, let worker, let event):
      Self.identity(of: stage) + [("worker", .number(worker)), ("progress", event.json)]
    case .waiting(let stage, let owner):
      Self.identity(of: stage) + [("owner", .string(owner))]
    case .retrying(let stage, let reason):
      Self.identity(of: stage) + [("reason", .string(reason))]
    case .finished(let stage, let outcome): Self.identity(of: stage) + outcome.details
    case .message(let text): [("text", .string(text))]
    case .stopping(let atOnce): [("atOnce", JSON(.bool(atOnce)))]
    case .tick(let seconds): seconds.map { [("secondsLeft", .number($0))] } ?? []
    case .ended(let result): [("complete", JSON(.bool(result.isComplete)))]
    }
  }

  private static func identity(of stage: Stage) -> [(String, JSON)] {
    [
      ("key", .string(stage.key.hex)), ("kind", .string(stage.kind)),
      ("title", .string(stage.title)),
    ]
  }
}

extension StageOutcome {
  /// The members that tell the outcome.
  fileprivate var details: [(String, JSON)] {
    switch self {
    case .cached: [("outcome", .string("cached"))]
    case .computed(let cost):
      [
        ("outcome", .string("computed")), ("seconds", .number(cost.seconds)),
        ("memory", .number(cost.memory)),
      ]
    case .failed(let failure):
      [
        ("outcome", .string("failed")), ("reason", .string(failure.reason)),
        ("attempts", .number(failure.attempts)), ("log", .string(failure.log)),
      ]
    case .skipped(let cause):
      [("outcome", .string("skipped")), ("because", .string(cause.hex))]
    case .stopped: [("outcome", .string("stopped"))]
    case .unneeded: [("outcome", .string("unneeded"))]
    }
  }
}

extension RunEvent {
  /// Reads what `json` wrote; nil when it is something else, or an event that is about a whole run.
  package init?(_ json: JSON) {
    guard let time = json["time"]?.number, let kind = Kind(json) else { return nil }
    self.init(time: time, kind)
  }
}

extension RunEvent.Kind {
  fileprivate init?(_ json: JSON) {
    if json["event"]?.string == "message", let text = json["text"]?.string {
      self = .message(text)
      return
    }
    guard let stage = Stage(told: json) else { return nil }
    switch json["event"]?.string {
    case "started":
      self = .started(
        stage, worker: json["worker"]?.integer ?? 0, attempt: json["attempt"]?.integer ?? 1)
    case "progress":
      guard let event = json["progress"].flatMap(StageEvent.init) else { return nil }
      self = .progress(stage, worker: json["worker"]?.integer ?? 0, event)
    case "waiting": self = .waiting(stage, owner: json["owner"]?.string ?? "another process")
    case "retrying": self = .retrying(stage, reason: json["reason"]?.string ?? "")
    case "finished":
      guard let outcome = StageOutcome(told: json) else { return nil }
      self = .finished(stage, outcome)
    default: return nil
    }
  }
}

extension Stage {
  /// A stage as far as an event tells of it: key, kind and title.
  fileprivate init?(told json: JSON) {
    guard let key = json["key"]?.string.flatMap(StageKey.init(hex:)),
      let kind = json["kind"]?.string, let title = json["title"]?.string
    else { return nil }
    self.init(key: key, kind: kind, title: title)
  }
}

extension StageOutcome {
  fileprivate init?(told json: JSON) {
    switch json["outcome"]?.string {
    case "cached": self = .cached
    case "computed":
      guard let seconds = json["seconds"]?.number, let memory = json["memory"]?.integer else {
        return nil
      }
      self = .computed(Cost(seconds: seconds, memory: memory))
    case "failed":
      guard let reason = json["reason"]?.string, let attempts = json["attempts"]?.integer,
        let log = json["log"]?.string
      else { return nil }
      self = .failed(
        FailureRecord(reason: reason, attempts: attempts, log: log, isFinal: false))
    case "skipped":
      guard let cause = json["because"]?.string.flatMap(StageKey.init(hex:)) else { return nil }
      self = .skipped(because: cause)
    case "stopped": self = .stopped
    case "unneeded": self = .unneeded
    default: return nil
    }
  }
}
