import Specification

extension RunEvent {
  /// The event for machines, as `--events` writes it: `{ "event": "finished", "time": 3.2, … }`.
  public var json: JSON {
    .object(
      [("event", .string(name)), ("time", .number((time * 1000).rounded() / 1000))] + details)
  }

  private var name: String {
    switch kind {
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
