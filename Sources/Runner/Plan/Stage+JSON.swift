import Specification

extension Stage {
  /// The stage as it is sent to a worker and kept in a frozen plan.
  public var json: JSON {
    .object([
      ("kind", .string(kind)), ("version", .number(version)), ("title", .string(title)),
      ("specification", specification), ("inputs", .array(inputs.map { .string($0.hex) })),
      ("context", context), ("seconds", .number(cost.seconds)), ("memory", .number(cost.memory)),
    ])
  }

  /// Reads what `json` wrote; nil when it is something else.
  public init?(_ json: JSON) {
    guard let kind = json["kind"]?.string, let version = json["version"]?.integer,
      let title = json["title"]?.string, let specification = json["specification"],
      let inputs = json["inputs"]?.elements, let context = json["context"],
      let seconds = json["seconds"]?.number, let memory = json["memory"]?.integer
    else { return nil }
    self.init(
      kind: kind, version: version, title: title, specification: specification,
      inputs: inputs.compactMap { $0.string.flatMap(StageKey.init(hex:)) }, context: context,
      cost: Cost(seconds: seconds, memory: memory))
  }
}
