import Experiments
import Runner
import Specification

/// Reads the results of a sweep from the store.
public struct StoredResults {
  private let plan: SweepPlan
  private let store: Store
  private let outcomes: [StageKey: StageOutcome]
  private let memory = Memory()

  /// What was read before: rows share stages.
  private final class Memory {
    var reports: [StageKey: [String: JSON]] = [:]
    var failures: [StageKey: String?] = [:]
    var notes: [StageKey: [Note]] = [:]
  }

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
      artefact: { try json($0, $1) },
      notes: { try notes(of: $0) }, failure: { failure(of: $0) })
    return try collector.collect(stopped: stopped)
  }

  /// The results of one row alone; the others have no runs.
  ///
  /// - Throws: `DamagedArtefact` when a stored stage is missing or damaged.
  public func collect(of row: Int) throws -> SweepResults {
    try collect(
      stopped: plan.sweep.rows.map(\.index).filter { $0 != row }.map {
        SuccessiveHalving.Stopped(row: $0, reason: "")
      })
  }

  /// The path of a file that a stage left, verified.
  ///
  /// - Throws: `StageFailure` for a stage that failed, `DamagedArtefact` for one whose file is missing
  ///   or damaged.
  public func path(_ key: StageKey, _ file: String) throws -> String {
    if let reason = failure(of: key) { throw StageFailure(reason) }
    return try store.verified(key, file)
  }

  private func json(_ key: StageKey, _ file: String) throws -> JSON {
    if let known = memory.reports[key]?[file] { return known }
    let json = try StoredFile.json(at: store.verified(key, file))
    // Stages of one row, such as curves, need not be kept for others.
    if memory.reports.count >= 256 { memory.reports.removeAll() }
    memory.reports[key, default: [:]][file] = json
    return json
  }

  private func notes(of key: StageKey) throws -> [Note] {
    if let known = memory.notes[key] { return known }
    let notes = try store.notes(of: key)
    memory.notes[key] = notes
    return notes
  }

  /// Why a stage has no artefact; nil for one that has, and for one that is not known to have failed:
  /// whoever reads it finds it missing then, and it is computed again.
  public func failure(of key: StageKey) -> String? {
    if let known = memory.failures[key] { return known }
    let failure = findFailure(of: key)
    memory.failures[key] = .some(failure)
    return failure
  }

  private func findFailure(of key: StageKey) -> String? {
    switch outcomes[key] {
    case .failed(let record): return record.reason
    case .skipped(let because):
      return failure(of: because) ?? "a stage that it needs failed"
    case .cached, .computed: return nil
    default:
      if store.contains(key) { return nil }
      return recordedFailure(of: key, in: plan.plan)
    }
  }

  /// Why a stage that is not stored failed, or one that it needs, as the store remembers it.
  func recordedFailure(of key: StageKey, in stages: Plan) -> String? {
    if store.contains(key) { return nil }
    if let record = store.failure(of: key) { return record.reason }
    return (stages[key]?.inputs ?? []).lazy.compactMap { recordedFailure(of: $0, in: stages) }.first
  }
}
