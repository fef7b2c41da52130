/// The stages of a sweep, each once, and how they follow from one another.
public struct Plan: Sendable {
  /// The stages, every one after its inputs; otherwise in the order they were given.
  public let stages: [Stage]
  /// The stages whose artefacts are wanted.
  ///
  /// Another stage runs only when something that is wanted, and not stored, needs it.
  public let targets: Set<StageKey>
  private let positions: [StageKey: Int]
  private let dependantKeys: [StageKey: [StageKey]]

  /// Orders the stages and merges those of equal key (the first title stays).
  ///
  /// - Parameters:
  ///   - stages: All stages, in any order.
  ///   - targets: The stages whose artefacts are wanted; nil means all of them.
  /// - Throws: `PlanError` when an input or a target is not among the stages.
  public init(_ stages: [Stage], targets: Set<StageKey>? = nil) throws(PlanError) {
    let byKey = Dictionary(stages.map { ($0.key, $0) }) { first, _ in first }
    for stage in stages {
      for input in stage.inputs where byKey[input] == nil {
        throw PlanError(
          message: "the stage \"\(stage.title)\" reads \(input.short), which is not in the plan")
      }
    }
    for target in (targets ?? []).sorted() where byKey[target] == nil {
      throw PlanError(message: "the wanted stage \(target.short) is not in the plan")
    }
    let ordered = Self.ordered(stages, byKey)
    var dependants: [StageKey: [StageKey]] = [:]
    for stage in ordered {
      for input in Set(stage.inputs).sorted() { dependants[input, default: []].append(stage.key) }
    }
    self.stages = ordered
    self.targets = targets ?? Set(byKey.keys)
    positions = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1.key, $0) })
    dependantKeys = dependants
  }

  /// The stage of a key.
  public subscript(key: StageKey) -> Stage? { positions[key].map { stages[$0] } }

  /// The stages that read the artefacts of this one.
  public func dependants(of key: StageKey) -> [StageKey] { dependantKeys[key] ?? [] }

  /// For each stage the seconds from its start to the end of the longest chain that begins with it,
  /// given what each is expected to take.
  ///
  /// Starting the longest first keeps the last worker from being left alone with a long chain.
  public func longestPaths(seconds: (Stage) -> Double) -> [StageKey: Double] {
    var paths: [StageKey: Double] = [:]
    for stage in stages.reversed() {
      let after = dependants(of: stage.key).map { paths[$0] ?? 0 }.max() ?? 0
      paths[stage.key] = seconds(stage) + after
    }
    return paths
  }

  /// The stages that have to be computed: wanted and not stored, or needed for one that is.
  public func missing(isStored: (StageKey) -> Bool) -> Set<StageKey> {
    var missing: Set<StageKey> = []
    for stage in stages.reversed() {
      let isNeeded =
        targets.contains(stage.key) || dependants(of: stage.key).contains { missing.contains($0) }
      if isNeeded, !isStored(stage.key) { missing.insert(stage.key) }
    }
    return missing
  }

  private static func ordered(_ stages: [Stage], _ byKey: [StageKey: Stage]) -> [Stage] {
    var ordered: [Stage] = []
    var seen: Set<StageKey> = []
    func visit(_ stage: Stage) {
      guard seen.insert(stage.key).inserted else { return }
      for input in stage.inputs { byKey[input].map(visit) }
      ordered.append(stage)
    }
    stages.forEach(visit)
    return ordered
  }
}

/// A plan that does not hold together: a mistake of the code that made it.
public struct PlanError: Error, CustomStringConvertible {
  /// What is wrong.
  public let message: String

  /// The message.
  public var description: String { message }
}
