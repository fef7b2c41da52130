import Runner

/// Where the stages of a plan stand, as the store tells: nothing else has to be remembered of a run.
public struct Census: Sendable {
  /// The stages of the plan that are stored.
  public private(set) var stored: Set<StageKey> = []
  /// The stages that failed when they were last tried.
  public private(set) var failed: Set<StageKey> = []
  /// The stages that cannot be computed because one they depend on failed.
  public private(set) var blocked: Set<StageKey> = []
  /// The stages that are still to be computed, in the order of the plan.
  public private(set) var open: [Stage] = []

  /// Looks at every stage of a plan.
  public init(_ plan: Plan, in store: Store) {
    for stage in plan.stages where store.contains(stage.key) { stored.insert(stage.key) }
    let missing = plan.missing { stored.contains($0) }
    for stage in plan.stages where missing.contains(stage.key) {
      if stage.inputs.contains(where: { failed.contains($0) || blocked.contains($0) }) {
        blocked.insert(stage.key)
      } else if store.failure(of: stage.key) != nil {
        failed.insert(stage.key)
      } else {
        open.append(stage)
      }
    }
  }

  /// The stages whose inputs are all stored and that are not.
  package var ready: [Stage] {
    open.filter { $0.inputs.allSatisfy(stored.contains) }
  }
}
