/// Which stages of a plan can be computed now, and what became of the others.
struct Schedule {
  /// Where a stage stands.
  enum State: Equatable {
    /// Not wanted, or stored: nothing to do.
    case idle
    /// To be computed, once its inputs are there.
    case todo
    /// In the hands of a worker, or of another process.
    case taken
    /// Settled.
    case settled(StageOutcome)
  }

  let plan: Plan
  private(set) var states: [StageKey: State] = [:]
  /// How many stages are still to be settled.
  private(set) var unsettled = 0
  /// Stages whose inputs were there when they came in, the most urgent last.
  private var ready: [Rank] = []
  private var queued: Set<Int> = []
  private var ranks: [StageKey: Rank] = [:]

  private struct Rank: Comparable {
    let path: Double
    let position: Int
    /// A longer path is more urgent; among equals the stage that comes first in the plan.
    static func < (left: Rank, right: Rank) -> Bool {
      (left.path, -left.position) < (right.path, -right.position)
    }
  }

  /// A schedule of the missing stages; `paths` says how urgent each stage is.
  init(_ plan: Plan, missing: Set<StageKey>, paths: [StageKey: Double]) {
    self.plan = plan
    for (position, stage) in plan.stages.enumerated() {
      ranks[stage.key] = Rank(path: paths[stage.key] ?? 0, position: position)
      states[stage.key] = missing.contains(stage.key) ? .todo : .idle
    }
    unsettled = missing.count
    for stage in plan.stages where missing.contains(stage.key) { admit(stage.key) }
  }

  /// Takes the most urgent stage that is ready and accepted.
  mutating func take(where isAcceptable: (Stage) -> Bool) -> Stage? {
    for index in ready.indices.reversed() {
      let stage = plan.stages[ready[index].position]
      guard isReady(stage.key), isAcceptable(stage) else { continue }
      queued.remove(ready[index].position)
      ready.remove(at: index)
      states[stage.key] = .taken
      return stage
    }
    ready = ready.filter { isReady(plan.stages[$0.position].key) }
    queued = Set(ready.map(\.position))
    return nil
  }

  /// Puts a stage that was taken back.
  mutating func putBack(_ key: StageKey) {
    states[key] = .todo
    admit(key)
  }

  /// Settles a stage. A success lets others start; a failure settles all that depend on it.
  ///
  /// - Returns: What was settled, the stage first.
  mutating func settle(_ key: StageKey, _ outcome: StageOutcome) -> [(Stage, StageOutcome)] {
    guard let stage = plan[key] else { return [] }
    settleOne(key, outcome)
    var settled = [(stage, outcome)]
    switch outcome {
    case .cached, .computed, .unneeded:
      for dependant in plan.dependants(of: key) { admit(dependant) }
    case .failed, .skipped, .stopped:
      var cause = key
      if case .skipped(let first) = outcome { cause = first }
      for dependant in plan.dependants(of: key) where states[dependant] == .todo {
        let consequence: StageOutcome = outcome == .stopped ? .stopped : .skipped(because: cause)
        settled += settle(dependant, consequence)
      }
    }
    return settled
  }

  /// A stage that was stored is gone or damaged: it is to be computed again, and what it reads too
  /// where that is not stored.
  mutating func reopen(_ key: StageKey, isStored: (StageKey) -> Bool) {
    guard let stage = plan[key] else { return }
    switch states[key] {
    case .idle, .settled(.cached), .settled(.computed), .settled(.unneeded): break
    default: return
    }
    states[key] = .todo
    unsettled += 1
    for input in stage.inputs where !isStored(input) { reopen(input, isStored: isStored) }
    admit(key)
  }

  /// Settles everything that is left as stopped.
  mutating func stopRest() -> [(Stage, StageOutcome)] {
    plan.stages.compactMap { stage in
      guard states[stage.key] == .todo || states[stage.key] == .taken else { return nil }
      settleOne(stage.key, .stopped)
      return (stage, .stopped)
    }
  }

  private mutating func settleOne(_ key: StageKey, _ outcome: StageOutcome) {
    if states[key] == .todo || states[key] == .taken { unsettled -= 1 }
    states[key] = .settled(outcome)
  }

  private func isReady(_ key: StageKey) -> Bool {
    guard states[key] == .todo, let stage = plan[key] else { return false }
    return stage.inputs.allSatisfy { input in
      switch states[input] {
      case .idle, .settled(.cached), .settled(.computed), .settled(.unneeded): true
      default: false
      }
    }
  }

  private mutating func admit(_ key: StageKey) {
    guard isReady(key), let rank = ranks[key], queued.insert(rank.position).inserted else { return }
    var (low, high) = (0, ready.count)
    while low < high {
      let middle = (low + high) / 2
      if ready[middle] < rank { low = middle + 1 } else { high = middle }
    }
    ready.insert(rank, at: low)
  }
}

/// What a run is expected to take still.
package struct RunEstimate {
  private let plan: Plan
  private var records: [DurationRecord]
  private var correction: CostCorrection
  private var nextUpdate = 0.0
  private var latest: Double?

  /// Estimates from what stages took in earlier runs.
  package init(_ plan: Plan, _ records: [DurationRecord]) {
    self.plan = plan
    self.records = records
    correction = CostCorrection(records)
  }

  /// The seconds a stage is expected to take.
  package func seconds(_ stage: Stage) -> Double { correction.seconds(stage) }

  /// Learns from a stage that is done.
  package mutating func learn(_ stage: Stage, _ cost: Cost) {
    records.append(
      DurationRecord(key: stage.key, kind: stage.kind, expected: stage.cost, actual: cost))
  }

  /// The seconds left: what is to do shared among the workers, or the longest chain if that is more.
  mutating func secondsLeft(_ schedule: Schedule, _ slots: [WorkerSlot], now: Double) -> Double? {
    guard now >= nextUpdate else { return latest }
    nextUpdate = now + 0.5
    correction = CostCorrection(records)
    latest = currentSecondsLeft(schedule, slots, now: now)
    return latest
  }

  private func currentSecondsLeft(
    _ schedule: Schedule, _ slots: [WorkerSlot], now: Double
  ) -> Double {
    var running: [StageKey: Double] = [:]
    for slot in slots {
      guard let stage = slot.running?.stage else { continue }
      running[stage.key] = slot.secondsLeft(expected: seconds(stage), now: now)
    }
    let left = { (stage: Stage) -> Double in
      switch schedule.states[stage.key] {
      case .todo, .taken: running[stage.key] ?? seconds(stage)
      default: 0
      }
    }
    let total = plan.stages.reduce(0) { $0 + left($1) }
    let longest = plan.longestPaths(seconds: left).values.max() ?? 0
    return max(longest, total / Double(slots.count))
  }
}
