import Specification

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
