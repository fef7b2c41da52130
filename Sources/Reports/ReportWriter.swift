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

  /// Where files of a report go, a figure among them.
  public static let places = names + ["figures/curves.png"]
  private static let names = ["results.json", "table.csv", "table.tex", "report.md"]

  /// Writes `report.md`, `table.csv`, `table.tex`, `results.json` and `figures/*.png` into a folder.
  ///
  /// Everything is drawn before anything is written, and all files take their places together: after a
  /// kill at any moment the folder holds the old report or the new one. Figures of an earlier report
  /// that have no place in this one are removed.
  ///
  /// - Parameters:
  ///   - folder: where they go.
  ///   - threads: how many figures are drawn at a time.
  ///   - companions: files that belong to the same set, by name, made when all is drawn.
  /// - Throws: `FileError` when the system refuses, `DamagedArtefact` for a damaged file of a stage;
  ///   what was there before stays.
  public func write(
    to folder: String, threads: Int = 1,
    with companions: () -> [(name: String, bytes: [UInt8])] = { [] }
  ) throws {
    let gallery = try Parallel.$threads.withValue(threads) { try Gallery(study).draw() }
    let report = Report(study, gallery)
    let texts = zip(
      Self.names, [study.results.json.pretty, report.csv, report.latex, report.markdown])
    let figures = gallery.figures.map { (name: "figures/\($0.file)", bytes: $0.png) }
    let files = figures + texts.map { (name: $0, bytes: Array($1.utf8)) } + companions()
    try FileSet.write(files, replacing: Self.earlierFigures(in: folder), to: folder)
  }

  private static func earlierFigures(in folder: String) -> Set<String> {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/figures")) ?? []
    return Set(files.filter { $0.hasSuffix(".png") }.map { "figures/" + $0 })
  }
}
