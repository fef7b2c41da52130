import Specification

/// How one attempt at a stage ended.
enum AttemptResult: Equatable {
  /// Computed and stored.
  case stored(Cost)
  /// Another process had stored it meanwhile.
  case found
  /// Another process computes it.
  case busy(Claim.Standing)
  /// An input is missing or damaged; it was removed from the store.
  case damaged(DamagedArtefact)
  /// Left unfinished on request.
  case stopped
  /// The runner failed.
  case failed(reason: String, isFinal: Bool)
  /// Nothing can be stored any more.
  case trouble(String)

  /// As it is sent.
  var json: JSON {
    switch self {
    case .stored(let cost):
      .object([
        ("kind", .string("stored")), ("seconds", .number(cost.seconds)),
        ("memory", .number(cost.memory)),
      ])
    case .found: .object([("kind", .string("found"))])
    case .busy(let standing):
      .object(
        [("kind", .string("busy")), ("owner", .string(standing.owner))]
          + (standing.pulse.map { [("pulse", .string($0))] } ?? []))
    case .damaged(let damage):
      .object([
        ("kind", .string("damaged")), ("key", .string(damage.key.hex)),
        ("file", .string(damage.file)), ("reason", .string(damage.reason)),
      ])
    case .stopped: .object([("kind", .string("stopped"))])
    case .failed(let reason, let isFinal):
      .object([
        ("kind", .string("failed")), ("reason", .string(reason)), ("final", JSON(.bool(isFinal))),
      ])
    case .trouble(let reason): .object([("kind", .string("trouble")), ("reason", .string(reason))])
    }
  }

  /// Reads what `json` wrote; nil when it is something else.
  init?(_ json: JSON) {
    let reason = json["reason"]?.string
    switch json["kind"]?.string {
    case "stored":
      guard let seconds = json["seconds"]?.number, let memory = json["memory"]?.integer else {
        return nil
      }
      self = .stored(Cost(seconds: seconds, memory: memory))
    case "found": self = .found
    case "busy":
      guard let owner = json["owner"]?.string else { return nil }
      self = .busy(Claim.Standing(owner: owner, pulse: json["pulse"]?.string))
    case "damaged":
      guard let key = json["key"]?.string.flatMap(StageKey.init(hex:)),
        let file = json["file"]?.string, let reason
      else { return nil }
      self = .damaged(DamagedArtefact(key: key, file: file, reason: reason))
    case "stopped": self = .stopped
    case "failed":
      guard let reason else { return nil }
      self = .failed(reason: reason, isFinal: json["final"]?.value == .bool(true))
    case "trouble":
      guard let reason else { return nil }
      self = .trouble(reason)
    default: return nil
    }
  }
}
