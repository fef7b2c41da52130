import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
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

  /// A folder that was chosen before.
  init(path: String) { self.path = path }

  /// Makes sure, before anything is computed, that results can be written.
  ///
  /// - Throws: `UsageError` when they cannot.
  func check() throws {
    do {
      try FileSet.check(path)
    } catch {
      throw UsageError("\(error). Allow writing, or name another folder with --results DIR")
    }
  }

  /// Writes report, tables and figures, drawn on so many threads, and says where.
  func write(
    _ results: SweepResults, _ plan: SweepPlan, from source: StoredResults,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    let writer = ReportWriter(plan: plan, results: results, artefact: source.path)
    try writer.write(to: path, threads: threads)
    for note in results.notes { Terminal.note(note.line) }
    Terminal.note("results: \(path)/report.md")
  }
}
