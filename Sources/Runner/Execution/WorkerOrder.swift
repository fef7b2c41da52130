import Specification

/// What a coordinator tells a worker: one JSON object on a line of its standard input.
enum WorkerOrder {
  /// Compute a stage.
  case run(Assignment)
  /// Finish what is cheap, leave the rest at a checkpoint.
  case stop

  /// A stage to compute.
  struct Assignment {
    var stage: Stage
    /// The folder of the store.
    var store: String
    /// Counted from 1.
    var attempt: Int
    /// The pulse of a claim whose owner is taken for dead.
    var deadPulse: String?
  }

  /// The line, without its end.
  var line: String {
    switch self {
    case .stop: return JSON.object([("order", .string("stop"))]).canonical
    case .run(let assignment):
      let pulse = assignment.deadPulse.map { [("deadPulse", JSON.string($0))] } ?? []
      return JSON.object(
        [
          ("order", .string("run")), ("stage", assignment.stage.json),
          ("store", .string(assignment.store)), ("attempt", .number(assignment.attempt)),
        ] + pulse
      ).canonical
    }
  }

  /// Reads a line; nil when it is no order.
  init?(line: [UInt8]) {
    guard let json = try? JSONParser.parse(Source(name: "order", bytes: line)) else { return nil }
    switch json["order"]?.string {
    case "stop": self = .stop
    case "run":
      guard let stage = json["stage"].flatMap(Stage.init), let store = json["store"]?.string,
        let attempt = json["attempt"]?.integer
      else { return nil }
      self = .run(
        Assignment(
          stage: stage, store: store, attempt: attempt, deadPulse: json["deadPulse"]?.string))
    default: return nil
    }
  }

  /// The order to compute a stage.
  init(_ assignment: Assignment) { self = .run(assignment) }
}

/// What a worker tells its coordinator: one JSON object on a line of its standard output.
enum WorkerReport: Equatable {
  /// It takes orders.
  case ready
  /// It is alive, and has done so much work in all: any number that grows while it gets on. Processor
  /// time does not tell that: a library that waits for memory uses it up as well.
  case alive(work: Int)
  /// The runner reports.
  case progress(StageEvent)
  /// The attempt has ended.
  case ended(AttemptResult)

  /// The line, without its end.
  var line: String {
    switch self {
    case .ready: return JSON.object([("report", .string("ready"))]).canonical
    case .alive(let work):
      return JSON.object([("report", .string("alive")), ("work", .number(work))]).canonical
    case .progress(let event):
      return JSON.object([("report", .string("progress")), ("event", event.json)]).canonical
    case .ended(let result):
      return JSON.object([("report", .string("ended")), ("result", result.json)]).canonical
    }
  }

  /// Reads a line; nil when it is no report.
  init?(line: [UInt8]) {
    guard let json = try? JSONParser.parse(Source(name: "report", bytes: line)) else { return nil }
    switch json["report"]?.string {
    case "ready": self = .ready
    case "alive":
      guard let work = json["work"]?.integer else { return nil }
      self = .alive(work: work)
    case "progress":
      guard let event = json["event"].flatMap(StageEvent.init) else { return nil }
      self = .progress(event)
    case "ended":
      guard let result = json["result"].flatMap(AttemptResult.init) else { return nil }
      self = .ended(result)
    default: return nil
    }
  }
}
