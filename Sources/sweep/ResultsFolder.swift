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
