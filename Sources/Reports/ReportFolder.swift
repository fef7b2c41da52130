import Experiments
import Files
import Foundation
import Pipeline
import Specification

/// A folder that a report goes into: whose results it holds, and which of its files a run wrote.
///
/// A results folder belongs to one experiment. What another experiment or a person put there is neither
/// overwritten nor removed.
public struct ReportFolder {
  /// The folder.
  public let path: String

  /// The files of a report beside its figures.
  static let texts = ["results.json", "table.csv", "table.tex", "stages.json", "report.md"]
  /// Where results came from.
  public static let provenance = "provenance.json"
  /// The member of `results.json` that lists the files that belong to it.
  static let list = "files"
  /// The member of `provenance.json` that names the experiment, seen from the folder.
  public static let origin = "experiment"

  /// Looks at a folder, which need not be there.
  public init(_ path: String) { self.path = path }

  /// The figures that an earlier run wrote by its own list, as paths inside the folder; none where it
  /// holds no results.
  ///
  /// Results that carry no list name their figures in the report.
  var figures: Set<String> {
    guard let results else { return [] }
    let listed = results[Self.list]?.elements?.compactMap(\.string) ?? figuresInReport
    return Set(listed.filter(Self.isFigure))
  }

  /// What `results.json` holds, when a sweep wrote it.
  private var results: JSON? {
    json("results.json").flatMap { $0["rows"] != nil && $0["name"]?.string != nil ? $0 : nil }
  }

  /// Makes sure that the folder is free, or holds results of an experiment already.
  ///
  /// - Parameters:
  ///   - name: the name of the experiment.
  ///   - file: its path.
  /// - Throws: `FileError` with what is there instead.
  public func check(isOf name: String, at file: String) throws(FileError) {
    guard FileManager.default.fileExists(atPath: path + "/results.json") else {
      let strangers = (Self.texts + [Self.provenance]).filter {
        FileManager.default.fileExists(atPath: "\(path)/\($0)")
      }
      guard let stranger = strangers.first else { return }
      throw FileError(
        "\(path)/\(stranger)",
        "belongs to no results that are there, so no run overwrites it; \(Self.cure)")
    }
    guard let owner = results?["name"]?.string else {
      throw FileError(
        path + "/results.json", "holds no results of a sweep, so no run overwrites it; \(Self.cure)"
      )
    }
    guard owner == name else {
      throw FileError(
        path, "holds the results of another experiment, \(Excerpt.quoted(owner)); \(Self.cure)")
    }
    guard let origin = json(Self.provenance)?[Self.origin]?.string else { return }
    let place = origin.hasPrefix("/") ? origin : "\(path)/\(origin)"
    // An experiment that was moved is the same as long as nothing stands where it was.
    guard FileManager.default.fileExists(atPath: place), Self.real(place) != Self.real(file) else {
      return
    }
    throw FileError(
      path,
      "holds the results of another experiment of this name, \(Self.shown(place)); \(Self.cure)")
  }

  /// Whether the folder holds results of an experiment.
  public func isOf(_ name: String, at file: String) -> Bool {
    (try? check(isOf: name, at: file)) != nil && results != nil
  }

  /// Makes sure that nothing stands where files go but what an earlier run wrote.
  ///
  /// - Throws: `FileError` with the first file that is somebody else's.
  func check(canTake files: [String]) throws(FileError) {
    let texts = results == nil ? [] : Self.texts + [Self.provenance]
    let own = figures.union(texts)
    for file in files where !own.contains(file) {
      guard FileManager.default.fileExists(atPath: "\(path)/\(file)") else { continue }
      throw FileError(
        "\(path)/\(file)", "was not written by a run, so none overwrites it; \(Self.cure)")
    }
  }

  private static let cure = "name another folder with --results DIR, or move it away"

  private var figuresInReport: [String] {
    guard let report = try? String(contentsOfFile: path + "/report.md", encoding: .utf8) else {
      return []
    }
    return report.matches(of: /\]\((figures\/[^()\s\/]+\.(?:png|svg))\)/).map { String($0.1) }
  }

  private static func isPicture(_ name: Substring) -> Bool {
    FigureFormat.allCases.contains { name.hasSuffix(".\($0.rawValue)") }
  }

  /// Whether a path names a figure of this folder and nothing outside it.
  private static func isFigure(_ path: String) -> Bool {
    let steps = path.split(separator: "/", omittingEmptySubsequences: false)
    return steps.count == 2 && steps[0] == "figures" && isPicture(steps[1])
      && !steps[1].hasPrefix(".")
  }

  /// A JSON file of the folder; one that is damaged is nobody's.
  private func json(_ file: String) -> JSON? {
    try? StoredFile.json(at: "\(path)/\(file)")
  }

  private static func real(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// A path from the working directory, where it lies below that.
  private static func shown(_ path: String) -> String {
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    let here = FileManager.default.currentDirectoryPath + "/"
    return whole.hasPrefix(here) ? String(whole.dropFirst(here.count)) : whole
  }
}
