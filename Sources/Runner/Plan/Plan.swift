/// The stages of a sweep, each once, and how they follow from one another.
public struct Plan: Sendable {
  /// The stages, every one after its inputs; otherwise in the order they were given.
  public let stages: [Stage]
  /// The stages whose artefacts are wanted; nil: all of them.
  private let wanted: Set<StageKey>?
  private let positions: [StageKey: Int]
  /// The places of the stages that read each one, those of stage n from `starts[n]` to `starts[n + 1]`.
  private let readers: [Int32]
  private let starts: [Int32]

  /// Orders the stages and merges those of equal key (the first title stays).
  ///
  /// - Parameters:
  ///   - stages: All stages, in any order.
  ///   - targets: The stages whose artefacts are wanted; nil means all of them.
  /// - Throws: `PlanError` when an input or a target is not among the stages.
  public init(_ stages: [Stage], targets: Set<StageKey>? = nil) throws(PlanError) {
    let (ordered, positions) = try Self.ordered(stages)
    for target in (targets ?? []).sorted() where positions[target] == nil {
      throw PlanError(message: "the wanted stage \(target.short) is not in the plan")
    }
    // Who reads what, counted first, then put in place.
    let inputs = ordered.map { stage in Set(stage.inputs).compactMap { positions[$0] } }
    var starts = [Int32](repeating: 0, count: ordered.count + 1)
    for input in inputs.joined() { starts[input + 1] += 1 }
    for index in ordered.indices { starts[index + 1] += starts[index] }
    var readers = [Int32](repeating: 0, count: Int(starts[ordered.count]))
    var next = starts
    for (reader, inputs) in inputs.enumerated() {
      for input in inputs {
        readers[Int(next[input])] = Int32(reader)
        next[input] += 1
      }
    }
    self.stages = ordered
    self.positions = positions
    self.starts = starts
    self.readers = readers
    wanted = targets
  }

  /// The stages whose artefacts are wanted.
  ///
  /// Another stage runs only when something that is wanted, and not stored, needs it.
  public var targets: Set<StageKey> { wanted ?? Set(positions.keys) }

  /// The stage of a key.
  public subscript(key: StageKey) -> Stage? { positions[key].map { stages[$0] } }

  /// The stages that read the artefacts of this one.
  public func dependants(of key: StageKey) -> [StageKey] {
    guard let position = positions[key] else { return [] }
    return readers(of: position).map { stages[Int($0)].key }
  }

  private func readers(of position: Int) -> ArraySlice<Int32> {
    readers[Int(starts[position])..<Int(starts[position + 1])]
  }

  /// For each stage the seconds from its start to the end of the longest chain that begins with it,
  /// given what each is expected to take.
  ///
  /// Starting the longest first keeps the last worker from being left alone with a long chain.
  public func longestPaths(seconds: (Stage) -> Double) -> [StageKey: Double] {
    var paths = [Double](repeating: 0, count: stages.count)
    for index in stages.indices.reversed() {
      let after = readers(of: index).map { paths[Int($0)] }.max() ?? 0
      paths[index] = seconds(stages[index]) + after
    }
    return Dictionary(uniqueKeysWithValues: zip(stages, paths).map { ($0.key, $1) })
  }

  /// The stages that have to be computed: wanted and not stored, or needed for one that is.
  public func missing(isStored: (StageKey) -> Bool) -> Set<StageKey> {
    var isMissing = [Bool](repeating: false, count: stages.count)
    for index in stages.indices.reversed() {
      let key = stages[index].key
      let isNeeded =
        wanted?.contains(key) ?? true || readers(of: index).contains { isMissing[Int($0)] }
      if isNeeded, !isStored(key) { isMissing[index] = true }
    }
    return Set(stages.indices.lazy.filter { isMissing[$0] }.map { stages[$0].key })
  }

  /// The places of stages that come each once and after its inputs already, as those of a large sweep do:
  /// they need not be held twice. Nil for others.
  private static func positions(ofOrdered stages: [Stage]) -> [StageKey: Int]? {
    var positions: [StageKey: Int] = [:]
    positions.reserveCapacity(stages.count)
    for (index, stage) in stages.enumerated() {
      guard stage.inputs.allSatisfy({ positions[$0] != nil }),
        positions.updateValue(index, forKey: stage.key) == nil
      else { return nil }
    }
    return positions
  }

  /// The stages, each once and after its inputs, and their places.
  private static func ordered(
    _ stages: [Stage]
  ) throws(PlanError) -> (stages: [Stage], positions: [StageKey: Int]) {
    if let positions = positions(ofOrdered: stages) { return (stages, positions) }
    var first: [StageKey: Int] = [:]
    for (index, stage) in stages.enumerated() where first[stage.key] == nil {
      first[stage.key] = index
    }
    for stage in stages {
      for input in stage.inputs where first[input] == nil {
        throw PlanError(
          message: "the stage \"\(stage.title)\" reads \(input.short), which is not in the plan")
      }
    }
    var ordered: [Stage] = []
    var positions: [StageKey: Int] = [:]
    ordered.reserveCapacity(first.count)
    positions.reserveCapacity(first.count)
    func visit(_ stage: Stage) {
      guard positions[stage.key] == nil else { return }
      for input in stage.inputs { first[input].map { visit(stages[$0]) } }
      positions[stage.key] = ordered.count
      ordered.append(stage)
    }
    for (index, stage) in stages.enumerated() where first[stage.key] == index { visit(stage) }
    return (ordered, positions)
  }
}

/// A plan that does not hold together: a mistake of the code that made it.
public struct PlanError: Error, CustomStringConvertible {
  /// What is wrong.
  public let message: String

  /// The message.
  public var description: String { message }
}
