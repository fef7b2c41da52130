import Files
import Foundation
import Numerics
import Pipeline
import Runner
import Specification

/// Writes what a sweep came to: report, tables and figures, all of them functions of the experiment
/// and the data.
public struct ReportWriter {
  private let study: Study

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - results: what it came to.
  ///   - artefact: the path of a file that a stage left, verified.
  public init(
    plan: SweepPlan, results: SweepResults,
    artefact: @escaping (StageKey, String) throws -> String
  ) {
    study = Study(plan: plan, results: results, artefacts: Artefacts(path: artefact))
  }

  /// Writes `report.md`, `table.csv`, `table.tex`, `results.json` and `figures/*.png` into a folder.
  ///
  /// Everything is drawn before anything is written, and all files take their places together.
  /// Figures of an earlier report that have no place in this one are removed.
  ///
  /// - Parameters:
  ///   - folder: where they go.
  ///   - threads: how many figures are drawn at a time.
  /// - Throws: `FileError` when the system refuses, `DamagedArtefact` for a damaged file of a stage;
  ///   what was there before stays.
  public func write(to folder: String, threads: Int = 1) throws {
    let gallery = try Parallel.$threads.withValue(threads) { try Gallery(study).draw() }
    let report = Report(study, gallery)
    let texts = [
      ("results.json", study.results.json.pretty), ("table.csv", report.csv),
      ("table.tex", report.latex), ("report.md", report.markdown),
    ]
    let figures = gallery.figures.map { ("figures/\($0.file)", $0.png) }
    try FileSet.write(figures + texts.map { ($0.0, Array($0.1.utf8)) }, to: folder)
    try removeOthers(than: Set(gallery.figures.map(\.file)), in: folder + "/figures")
  }

  private func removeOthers(than kept: Set<String>, in folder: String) throws {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in files.sorted() where file.hasSuffix(".png") && !kept.contains(file) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
    if kept.isEmpty, !files.isEmpty, files.allSatisfy({ $0.hasSuffix(".png") }) {
      try FileManager.default.removeItem(atPath: folder)
    }
  }
}
