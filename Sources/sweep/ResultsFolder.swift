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
    Option(
      "--results", "DIR",
      "where results go (default: results/NAME; with --set results/NAME+PATH=VALUE)")
  ]
  static let page = Option(
    "--html", "FILE", "write the report as a single page too, to be printed or sent")

  /// The folder.
  let path: String
  /// Where the report goes as a page; nil: nowhere.
  private let page: String?
  /// Whether notes are left to the report and `results.json`.
  private let isQuiet: Bool

  init(_ arguments: Arguments, _ plan: SweepPlan) {
    path = arguments.value("--results") ?? Self.usual(of: plan) + Self.overrides(of: plan)
    page = arguments.value("--html")
    isQuiet = arguments.has("--quiet")
  }

  /// Where the results of an experiment go as it is written: the baseline of `regress`.
  static func usual(of plan: SweepPlan) -> String { "results/" + plan.sweep.file.name }

  /// What keeps the results of a run with `--set` from taking the place of those without: the
  /// overrides in letters that every file system takes, a long or changed text with its hash.
  private static func overrides(of plan: SweepPlan) -> String {
    let text = plan.sweep.file.arguments.map { "+" + $0 }.joined()
    let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+=_-"
    let plain = String(text.map { allowed.contains($0) ? $0 : "_" }.prefix(80))
    return plain == text ? text : plain + "-" + SHA256.hexadecimal(of: Array(text.utf8)).prefix(8)
  }

  /// A folder that was chosen before.
  init(path: String) {
    self.path = path
    page = nil
    isQuiet = false
  }

  /// Makes sure, before anything is computed, that results can be written, and that the folder holds
  /// no others than this experiment's.
  ///
  /// - Throws: `UsageError` when they cannot.
  func check(_ plan: SweepPlan) throws {
    do {
      try checkOwner(plan)
      if let page { try ReportWriter.check(page: page) }
    } catch {
      throw UsageError("\(error)")
    }
    do {
      try FileSet.check(path, for: ReportWriter.places + [ReportFolder.provenance])
    } catch {
      throw UsageError(
        "\(error). Where it cannot be written, name another folder with --results DIR")
    }
  }

  /// Writes report, tables and figures, drawn on so many threads, with where they came from, and says
  /// where they are.
  ///
  /// - Parameters:
  ///   - results: what the sweep came to.
  ///   - plan: the sweep.
  ///   - source: the artefacts.
  ///   - threads: how many figures are drawn at a time.
  ///   - provenance: asked for when everything is drawn; nil leaves what is there.
  /// - Throws: `FileError` when they cannot be written or the folder is another's,
  ///   `DamagedArtefact` for a damaged file of a stage.
  func write(
    _ results: SweepResults, _ plan: SweepPlan, from source: StoredResults,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount, provenance: () -> Provenance?
  ) throws {
    try checkOwner(plan)
    let writer = ReportWriter(plan: plan, results: results, artefact: source.path)
    try writer.write(to: path, threads: threads, page: page) { fonts in
      let known = provenance().map { located($0, plan) } ?? storedProvenance
      return known.map {
        [(ReportFolder.provenance, Array(naming(fonts, in: $0).pretty.utf8))]
      } ?? []
    }
    if !isQuiet {
      for note in results.notes { Terminal.note(note.line) }
      let summary = try ResultSummary(plan: plan, results: results, artefact: source.path)
      Terminal.print(styled: [""] + summary.lines(Terminal.style) + [""])
    }
    Terminal.note("results: \(path)/report.md")
    if let page { Terminal.note("page: \(page)") }
  }

  private func checkOwner(_ plan: SweepPlan) throws(FileError) {
    try ReportFolder(path).check(isOf: plan.sweep.file.name, at: plan.sweep.file.path)
  }

  /// Where results came from, with the experiment as it is seen from the folder.
  private func located(_ provenance: Provenance, _ plan: SweepPlan) -> JSON {
    let origin = JSON.string(RelativePath.text(from: path, to: plan.sweep.file.path))
    return JSON(
      .object([JSON.Member(ReportFolder.origin, origin)] + (provenance.json.members ?? [])))
  }

  /// What a results folder says already of where its results came from.
  private var storedProvenance: JSON? {
    try? StoredFile.json(at: "\(path)/\(ReportFolder.provenance)")
  }

  /// Where results came from, with the fonts that drew what the built-in typeface lacks.
  private func naming(_ fonts: [FigureFont], in provenance: JSON) -> JSON {
    let others = (provenance.members ?? []).filter { $0.name != FigureFont.list }
    guard !fonts.isEmpty else { return JSON(.object(others)) }
    let list = JSON.Member(FigureFont.list, .array(fonts.map(\.json)))
    return JSON(.object(others.prefix(1) + [list] + others.dropFirst(1)))
  }

  /// Whether the results that are there came from exactly these stages.
  func cameFrom(_ plan: Plan) -> Bool {
    guard let stages = storedProvenance?["stages"]?.elements else { return false }
    return stages.map { $0["key"]?.string } == plan.stages.map { $0.key.hex }
  }
}

/// A path seen from a folder, so that an experiment and its images can move together.
enum RelativePath {
  static func text(from folder: String, to path: String) -> String {
    let start = components(folder.isEmpty ? "." : folder)
    let end = components(path)
    let shared = zip(start, end).prefix { $0 == $1 }.count
    // What shares nothing but the root has nothing to move together with.
    guard shared > 1 else { return "/" + end.dropFirst().joined(separator: "/") }
    let up = Array(repeating: "..", count: start.count - shared)
    return (up + end.dropFirst(shared)).joined(separator: "/")
  }

  private static func components(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardizedFileURL.pathComponents
  }
}
