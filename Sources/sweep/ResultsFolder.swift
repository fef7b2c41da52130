import Experiments
import Files
import Pipeline
import Reports
import Specification

/// The folder that results are written to.
struct ResultsFolder {
  static let options = [
    Option("--results", "DIR", "where results go (default: results/NAME)")
  ]

  /// The folder.
  let path: String

  init(_ arguments: Arguments, _ plan: SweepPlan) {
    path = arguments.value("--results") ?? "results/" + plan.sweep.file.name
  }

  /// Writes report, tables and figures, and says where.
  func write(_ results: SweepResults, _ plan: SweepPlan, _ store: Store) throws {
    let writer = ReportWriter(plan: plan, results: results) { try store.verified($0, $1) }
    try writer.write(to: path)
    Terminal.note("results: \(path)/report.md")
  }
}

/// Reads the results of a sweep from the store.
struct StoredResults {
  private let plan: SweepPlan
  private let store: Store
  private let outcomes: [StageKey: StageOutcome]

  init(_ plan: SweepPlan, _ store: Store, outcomes: [StageKey: StageOutcome] = [:]) {
    self.plan = plan
    self.store = store
    self.outcomes = outcomes
  }

  func collect() throws -> SweepResults {
    let collector = ResultsCollector(
      plan,
      artefact: { key, file in try StoredFile.json(at: store.verified(key, file)) },
      failure: { failure(of: $0) })
    return try collector.collect()
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
