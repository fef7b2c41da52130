import Files
import Pipeline
import Specification

/// Writes the results of a sweep: tables, figures and the report.
public struct ReportWriter {
  private let plan: SweepPlan
  private let results: SweepResults
  private let artefact: (StageKey, String) throws -> String

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - results: its numbers.
  ///   - artefact: the path of a verified file of a stage.
  public init(
    plan: SweepPlan, results: SweepResults,
    artefact: @escaping (StageKey, String) throws -> String
  ) {
    self.plan = plan
    self.results = results
    self.artefact = artefact
  }

  /// Writes into a folder, every file whole.
  ///
  /// - Throws: `FileError` when the system refuses.
  public func write(to folder: String) throws {
    try AtomicFile.createFolder(folder)
    try AtomicFile.write(results.json.pretty, to: folder + "/results.json")
  }
}
