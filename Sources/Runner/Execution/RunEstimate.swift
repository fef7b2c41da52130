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
