/// The stages of a sweep, each once, and how they follow from one another.
public struct Plan: Sendable {
  /// The stages, every one after its inputs; otherwise in the order they were given.
  public var stages: [Stage] { list.stages }
  private let list: StageList
  /// The stages whose artefacts are wanted; nil: all of them.
  private let wanted: Set<StageKey>?
  /// Who reads what each stage leaves.
  private let readers: StageEdges

  /// Orders the stages and merges those of equal key (the first title stays).
  ///
  /// - Parameters:
  ///   - stages: All stages, in any order.
  ///   - targets: The stages whose artefacts are wanted; nil means all of them.
  /// - Throws: `PlanError` when an input or a target is not among the stages, or a stage needs itself.
  public init(_ stages: [Stage], targets: Set<StageKey>? = nil) throws(PlanError) {
    try self.init(StageList(stages), targets: targets)
  }

  /// Orders the stages.
  ///
  /// - Throws: `PlanError` when an input or a target is not among the stages, or a stage needs itself.
  public init(_ stages: StageList, targets: Set<StageKey>? = nil) throws(PlanError) {
    for target in (targets ?? []).sorted() where stages.position(of: target) == nil {
      throw PlanError(message: "the wanted stage \(target.short) is not in the plan")
    }
    let inputs = try StageEdges(inputsOf: stages)
    if inputs.isOrdered {
      list = stages
      readers = StageEdges(reversing: inputs)
    } else {
      list = try Self.ordered(stages, by: inputs)
      readers = StageEdges(reversing: try StageEdges(inputsOf: list))
    }
    wanted = targets
  }

  /// The stages whose artefacts are wanted.
  ///
  /// Another stage runs only when something that is wanted, and not stored, needs it.
  public var targets: Set<StageKey> { wanted ?? Set(stages.lazy.map(\.key)) }

  /// The stage of a key.
  public subscript(key: StageKey) -> Stage? { list.position(of: key).map { stages[$0] } }

  /// The stages that read the artefacts of this one.
  public func dependants(of key: StageKey) -> [StageKey] {
    guard let position = list.position(of: key) else { return [] }
    return readers[position].map { stages[Int($0)].key }
  }

  /// For each stage the seconds from its start to the end of the longest chain that begins with it,
  /// given what each is expected to take.
  ///
  /// Starting the longest first keeps the last worker from being left alone with a long chain.
  public func longestPaths(seconds: (Stage) -> Double) -> [StageKey: Double] {
    var paths = [Double](repeating: 0, count: stages.count)
    for index in stages.indices.reversed() {
      let after = readers[index].map { paths[Int($0)] }.max() ?? 0
      paths[index] = seconds(stages[index]) + after
    }
    return Dictionary(uniqueKeysWithValues: zip(stages, paths).map { ($0.key, $1) })
  }

  /// The stages that have to be computed: wanted and not stored, or needed for one that is.
  public func missing(isStored: (StageKey) -> Bool) -> Set<StageKey> {
    let isMissing = missingPlaces(isStored: isStored)
    return Set(stages.indices.lazy.filter { isMissing[$0] }.map { stages[$0].key })
  }

  /// Whether each stage has to be computed, in the order of `stages`.
  public func missingPlaces(isStored: (StageKey) -> Bool) -> [Bool] {
    var isMissing = [Bool](repeating: false, count: stages.count)
    for index in stages.indices.reversed() {
      let key = stages[index].key
      let isNeeded =
        wanted?.contains(key) ?? true || readers[index].contains { isMissing[Int($0)] }
      if isNeeded, !isStored(key) { isMissing[index] = true }
    }
    return isMissing
  }

  /// The stages, each after its inputs: depth first, without recursion, for a plan may come from a file,
  /// and be deep, or run in a circle.
  private static func ordered(
    _ list: StageList, by inputs: StageEdges
  ) throws(PlanError) -> StageList {
    var ordered = StageList()
    var isPlaced = [Bool](repeating: false, count: list.stages.count)
    var isBegun = isPlaced
    for start in list.stages.indices {
      var path = [start]
      while let place = path.last {
        let awaited =
          isPlaced[place] ? [] : inputs[place].map { Int($0) }.filter { !isPlaced[$0] }
        if awaited.isEmpty {
          path.removeLast()
          guard !isPlaced[place] else { continue }
          isPlaced[place] = true
          ordered.add(list.stages[place])
        } else {
          guard !isBegun[place] else {
            throw PlanError(message: "the stage \"\(list.stages[place].title)\" needs itself")
          }
          isBegun[place] = true
          path += awaited.reversed()
        }
      }
    }
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
