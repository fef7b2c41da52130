import Specification

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
