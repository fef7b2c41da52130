/// Reads the results of a sweep from the store.
public struct StoredResults {
  private let plan: SweepPlan
  private let store: Store
  private let outcomes: [StageKey: StageOutcome]

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - store: where its stages are.
  ///   - outcomes: what became of the stages in a run that has just ended.
  public init(_ plan: SweepPlan, _ store: Store, outcomes: [StageKey: StageOutcome] = [:]) {
    self.plan = plan
    self.store = store
    self.outcomes = outcomes
  }

  /// The results, failed trials and stopped rows with their reasons.
  ///
  /// - Throws: `DamagedArtefact` when a stored stage is damaged.
  public func collect(stopped: [SuccessiveHalving.Stopped] = []) throws -> SweepResults {
    let collector = ResultsCollector(
      plan,
      artefact: { key, file in try StoredFile.json(at: store.verified(key, file)) },
      failure: { failure(of: $0) })
    return try collector.collect(stopped: stopped)
  }

  private func failure(of key: StageKey) -> String? {
    switch outcomes[key] {
    case .failed(let record): return record.reason
    case .skipped(let because):
      return failure(of: because) ?? "a stage that it needs failed"
    default:
      if store.contains(key) { return nil }
      if let record = store.failure(of: key) { return record.reason }
      let inputs = plan.plan[key]?.inputs ?? []
      return inputs.lazy.compactMap { failure(of: $0) }.first ?? "it was not computed"
    }
  }
}
