import Runner
import Specification

/// Carries out a sweep: rung by rung where it searches, else its plan as a whole.
public struct SweepExecution {
  private let plan: SweepPlan
  private let store: Store
  private let registration: RunRegistration?

  /// Prepares to carry out a sweep; the stages that a search adds are registered as needed.
  package init(
    _ plan: SweepPlan, in store: Store, registering registration: RunRegistration? = nil
  ) {
    self.plan = plan
    self.store = store
    self.registration = registration
  }

  /// What a sweep came to.
  public struct Outcome: Sendable {
    /// The plan, its pictures drawn of seeds that did not fail.
    public let plan: SweepPlan
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
    var search = try SuccessiveHalving(plan)
    var outcomes: [StageKey: StageOutcome] = [:]
    func run(_ plan: Plan) throws -> RunResult.Halt? {
      let stages = try Continuations(for: plan, in: store).applied(to: plan)
      try registration?.add(stages.stages.map(\.key))
      let result = executor.run(stages, in: store, stop: stop, report: report)
      outcomes.merge(result.outcomes) { before, now in now == .unneeded ? before : now }
      return result.halt
    }
    func outcome(_ plan: SweepPlan, _ halt: RunResult.Halt?) -> Outcome {
      Outcome(
        plan: plan, run: RunResult(outcomes: outcomes, halt: halt), stopped: search?.stopped ?? [])
    }
    while let current = search, !current.isDone {
      if let halt = try run(current.nextPlan()) { return outcome(plan, halt) }
      try search?.compare(artefact)
    }
    let first = try stages(of: plan, search)
    if let halt = try run(first) { return outcome(plan, halt) }
    let results = StoredResults(plan, store, outcomes: outcomes)
    let shown = try plan.showingSuccesses { results.failure(of: $0) != nil }
    let all = try stages(of: shown, search)
    // What failed is not tried again for the sake of pictures.
    let added = Set(all.stages.map(\.key)).subtracting(first.stages.map(\.key))
    let halt = added.isEmpty ? nil : try run(Plan(all.stages, targets: added))
    return outcome(shown, halt)
  }

  /// Computes what is missing of some stages of the sweep.
  public func run(
    only stages: Plan, with executor: any Executor, stop: StopSwitch,
    report: @escaping (RunEvent) -> Void
  ) throws -> RunResult {
    let going = try Continuations(for: stages, in: store).applied(to: stages)
    try registration?.add(going.stages.map(\.key))
    return executor.run(going, in: store, stop: stop, report: report)
  }

  /// A sweep whose stages are all stored, or known to fail.
  public struct Stored: Sendable {
    /// The plan, its pictures drawn of seeds that did not fail.
    public let plan: SweepPlan
    /// The rows that a search did not train to the end.
    public let stopped: [SuccessiveHalving.Stopped]
  }

  /// What is stored of the sweep, nothing computed.
  ///
  /// - Throws: `IncompleteSweep` when stages are missing, `DamagedArtefact` when one is damaged.
  public func stored() throws -> Stored {
    var search = try SuccessiveHalving(plan)
    while let current = search, !current.isDone {
      try checkStored(current.nextPlan())
      try search?.compare(artefact)
    }
    try checkStored(stages(of: plan, search))
    let results = StoredResults(plan, store)
    let shown = try plan.showingSuccesses { results.failure(of: $0) != nil }
    try checkStored(stages(of: shown, search))
    return Stored(plan: shown, stopped: search?.stopped ?? [])
  }

  /// The stages that are to be computed next, with those they are made from: those of the comparison
  /// that a search has come to, or of the whole plan; nil when all are stored, or known to fail.
  ///
  /// - Throws: `DamagedArtefact` when a stored stage is damaged, `Problem` when the rows of a search
  ///   cannot be compared.
  public func nextStep() throws -> Plan? {
    do {
      _ = try stored()
      return nil
    } catch let incomplete as IncompleteSweep {
      return incomplete.stages
    }
  }

  private func checkStored(_ stages: Plan) throws {
    try registration?.add(stages.stages.map(\.key))
    let missing = Census(stages, in: store).open.count
    guard missing > 0 else { return }
    let going = try Continuations(for: stages, in: store).applied(to: stages)
    try registration?.add(going.stages.map(\.key))
    throw IncompleteSweep(missing: missing, of: going)
  }

  private func stages(of plan: SweepPlan, _ search: SuccessiveHalving?) throws -> Plan {
    try search?.showing(plan).finalPlan() ?? plan.plan
  }

  private func artefact(_ key: StageKey, _ file: String) throws -> JSON? {
    guard store.contains(key) else { return nil }
    return try StoredFile.json(at: store.verified(key, file))
  }
}

/// Results were asked for before everything was computed.
public struct IncompleteSweep: Error, CustomStringConvertible {
  /// How many stages are not stored.
  public let missing: Int
  /// The stages that were looked for.
  let stages: Plan

  init(missing: Int, of stages: Plan) {
    self.missing = missing
    self.stages = stages
  }

  /// How much is missing.
  public var description: String { "\(missing) of \(stages.stages.count) stages are not stored" }
}

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
