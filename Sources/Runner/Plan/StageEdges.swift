/// Which stages follow which, by their places in a list: those of stage n lie from `starts[n]` to
/// `starts[n + 1]`.
struct StageEdges: Sendable {
  private var starts: [Int32] = [0]
  private var ends: [Int32] = []

  /// What every stage of a list reads, each once.
  ///
  /// - Throws: `PlanError` when an input is not among the stages.
  init(inputsOf list: StageList) throws(PlanError) {
    starts.reserveCapacity(list.stages.count + 1)
    for stage in list.stages {
      for input in stage.inputs {
        guard let place = list.position(of: input) else {
          throw PlanError(
            message: "the stage \"\(stage.title)\" reads \(input.short), which is not in the plan")
        }
        let first = Int(starts[starts.count - 1])
        let isKnown = (first..<ends.count).contains { ends[$0] == Int32(place) }
        if !isKnown { ends.append(Int32(place)) }
      }
      starts.append(Int32(ends.count))
    }
  }

  /// The same in the other direction: who reads what every stage leaves, in the order of the list.
  init(reversing edges: StageEdges) {
    let count = edges.starts.count - 1
    starts = [Int32](repeating: 0, count: count + 1)
    for end in edges.ends { starts[Int(end) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    ends = [Int32](repeating: 0, count: edges.ends.count)
    var next = starts
    for stage in 0..<count {
      for end in edges[stage] {
        ends[Int(next[Int(end)])] = Int32(stage)
        next[Int(end)] += 1
      }
    }
  }

  /// The stages at the other ends.
  subscript(stage: Int) -> ArraySlice<Int32> { ends[Int(starts[stage])..<Int(starts[stage + 1])] }

  /// Whether every stage comes after those at its other ends.
  var isOrdered: Bool {
    (0..<(starts.count - 1)).allSatisfy { stage in self[stage].allSatisfy { $0 < stage } }
  }
}
