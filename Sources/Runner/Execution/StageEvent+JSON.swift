import Specification

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
