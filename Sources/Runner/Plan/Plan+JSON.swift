import Specification

extension Plan {
  /// The plan as it is frozen into a file.
  public var json: JSON {
    .object([
      ("stages", .array(stages.map(\.json))),
      ("targets", .array(targets.sorted().map { .string($0.hex) })),
    ])
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `PlanError` when it is something else or does not hold together.
  public init(_ json: JSON) throws(PlanError) {
    let stages = (json["stages"]?.elements ?? []).compactMap(Stage.init)
    let targets = (json["targets"]?.elements ?? []).compactMap {
      $0.string.flatMap(StageKey.init(hex:))
    }
    guard stages.count == json["stages"]?.elements?.count,
      targets.count == json["targets"]?.elements?.count
    else { throw PlanError(message: "this is not a frozen plan") }
    try self.init(stages, targets: Set(targets))
  }
}
