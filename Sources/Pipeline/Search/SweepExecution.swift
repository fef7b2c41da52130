import Specification

/// Carries out a sweep: rung by rung where it searches, else its plan as a whole.
public struct SweepExecution {
  private let plan: SweepPlan
  private let store: Store

  /// Prepares to carry out a sweep.
  public init(_ plan: SweepPlan, in store: Store) {
    self.plan = plan
    self.store = store
  }

  /// What a sweep came to.
  public struct Outcome: Sendable {
    /// How the last run ended, with the outcomes of all stages.
    public let run: RunResult
    /// The rows that a search did not train to the end.
    public let stopped: [SuccessiveHalving.Stopped]
  }

  /// Computes what is missing.
  ///
  /// - Throws: `Problem` when the rows of a search cannot be compared.
  public func run(
    with executor: any Executor, stop: StopSwitch, report: @escaping (RunEvent) -> Void
  ) throws -> Outcome {
    guard var search = try SuccessiveHalving(plan) else {
      return Outcome(
        run: executor.run(plan.plan, in: store, stop: stop, report: report), stopped: [])
    }
    var outcomes: [StageKey: StageOutcome] = [:]
    while !search.isDone {
      let run = executor.run(try search.nextPlan(), in: store, stop: stop, report: report)
      outcomes.merge(run.outcomes) { $1 }
      if run.halt != nil {
        return Outcome(run: RunResult(outcomes: outcomes, halt: run.halt), stopped: [])
      }
      try search.compare(artefact)
    }
    let run = executor.run(try search.finalPlan(), in: store, stop: stop, report: report)
    return Outcome(
      run: RunResult(outcomes: outcomes.merging(run.outcomes) { $1 }, halt: run.halt),
      stopped: search.stopped)
  }

  /// The rows that a search stopped, and the stages of the others, from what is stored.
  ///
  /// - Returns: nil when a comparison needs a stage that is not stored.
  /// - Throws: `DamagedArtefact` when a stored stage is damaged.
  public func storedSearch() throws -> (plan: Plan, stopped: [SuccessiveHalving.Stopped])? {
    guard var search = try SuccessiveHalving(plan) else { return (plan.plan, []) }
    while !search.isDone {
      let isSettled = try search.nextPlan().stages.allSatisfy {
        store.contains($0.key) || store.failure(of: $0.key) != nil
      }
      guard isSettled else { return nil }
      try search.compare(artefact)
    }
    return (try search.finalPlan(), search.stopped)
  }

  private func artefact(_ key: StageKey, _ file: String) throws -> JSON? {
    guard store.contains(key) else { return nil }
    return try StoredFile.json(at: store.verified(key, file))
  }
}
