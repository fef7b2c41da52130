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
