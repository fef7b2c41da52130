import Figures
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
  public static let places = ReportFolder.texts + ["figures/curves.png"]

  /// Writes `report.md`, `table.csv`, `table.tex`, `results.json`, `stages.json` and the figures into a
  /// folder.
  ///
  /// Everything is drawn before anything is written, and all files take their places together: after a
  /// kill at any moment the folder holds the old report or the new one. Figures that an earlier report
  /// lists as its own and that have no place in this one are removed.
  ///
  /// - Parameters:
  ///   - folder: where they go.
  ///   - threads: how many figures are drawn at a time.
  ///   - page: where the report goes as a single page of HTML too; nil: nowhere.
  ///   - companions: files that belong to the same set, by name, made when all is drawn of the fonts
  ///     that drew what the built-in typeface lacks.
  /// - Throws: `FileError` when the system refuses, or somebody else's file stands in the way,
  ///   `DamagedArtefact` for a damaged file of a stage;
  ///   what was there before stays.
  public func write(
    to folder: String, threads: Int = 1, page: String? = nil,
    with companions: ([FigureFont]) -> [(name: String, bytes: [UInt8])] = { _ in [] }
  ) throws {
    var study = study
    try study.readPredictions()
    let fonts = try study.plan.fallbackFonts()
    let gallery = try Parallel.$threads.withValue(threads) { try Gallery(study, fonts).draw() }
    let report = Report(study, gallery)
    let figures = gallery.figures.flatMap(\.files).map {
      (name: "figures/\($0.name)", bytes: $0.bytes)
    }
    let texts = zip(
      ReportFolder.texts,
      [
        results(listing: figures.map(\.name)), report.csv, report.latex, report.stages,
        report.markdown,
      ])
    let files =
      figures + texts.map { (name: $0, bytes: Array($1.utf8)) }
      + companions(try fonts.used.map { try FigureFont($0) })
    let earlier = ReportFolder(folder)
    try earlier.check(canTake: files.map(\.name))
    let html = try page.map { path in
      try Self.check(page: path)
      var page = ReportPage(report.document, study)
      return (path, try page.html())
    }
    try FileSet.write(files, replacing: earlier.figures, to: folder)
    if let (path, text) = html { try AtomicFile.write(text, to: path) }
  }

  /// Makes sure that a page can go somewhere: that nothing is there but an earlier page.
  ///
  /// - Throws: `FileError` when something else is there.
  public static func check(page path: String) throws(FileError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let start = FileHandle(forReadingAtPath: path)?.readData(ofLength: ReportPage.mark.utf8.count)
    guard start.map(Array.init) == Array(ReportPage.mark.utf8) else {
      throw FileError(path, "holds something else than a report, and stays; name another file")
    }
  }

  /// The numbers, and the figures that belong to them.
  private func results(listing figures: [String]) -> String {
    let list = JSON.array(figures.sorted().map { .string($0) })
    let members = study.results.json.members ?? []
    return JSON(.object(members + [JSON.Member(ReportFolder.list, list)])).pretty
  }
}
