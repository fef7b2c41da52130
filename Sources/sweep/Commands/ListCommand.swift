import Datasets
import Experiments
import Foundation
import Pipeline
import Reports
import Runner
import Specification

/// `sweep list`: the experiments and results below a folder.
enum ListCommand: Command {
  static let name = "list"
  static let usage = "[FOLDER]"
  static let summary = "list the experiments and results below a folder, with date and best row"

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.positional.count <= 1 else { throw UsageError("one folder at a time") }
    let root = arguments.positional.first ?? "."
    guard FileManager.default.fileExists(atPath: root) else {
      throw UsageError("there is no folder \(root)")
    }
    let files = try FoundFiles(below: root)
    var lines: [Line] = []
    var listed: Set<String> = []
    for path in files.experiments {
      let folder = files.results(of: path)
      if let folder { listed.insert(folder) }
      let found = folder.map { ResultsListing($0, plan: plan(of: path)) }
      lines.append(Line(name: shown(path, root), found))
    }
    for folder in files.results where !listed.contains(folder) {
      let found = ResultsListing(folder, plan: nil)
      // What another program calls results.json is none of ours.
      if found.name != nil { lines.append(Line(name: shown(folder, root), found)) }
    }
    guard !lines.isEmpty else {
      Terminal.note("no experiments and no results below \(root)")
      return .success
    }
    Terminal.print(styled: ListingTable(lines.map(\.cells)).lines(Terminal.style))
    if files.isCut { Terminal.note("only the first \(FoundFiles.most) files were looked at") }
    return .success
  }

  /// A line of the list.
  private struct Line {
    let cells: [String]

    init(name: String, _ found: ResultsListing?) {
      let failures = found.map { $0.failures > 0 ? ", \($0.failures) failed" : "" } ?? ""
      let state =
        switch found?.state {
        case .current: "current\(failures)"
        case .outdated: "not current\(failures)"
        case .unknown: "cannot be planned here\(failures)"
        case .missing, nil: "no results"
        }
      cells = [name, found?.date ?? "–", state, found?.best ?? "–"]
    }
  }

  /// A path as seen from the folder that is listed.
  private static func shown(_ path: String, _ root: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }

  /// What an experiment plans now; nil where it cannot be planned, as without its data.
  private static func plan(of path: String) -> SweepPlan? {
    try? ExperimentArguments(Arguments([path], options: []), command: name).plan()
  }
}

/// The files below a folder that look like experiments or results.
private struct FoundFiles {
  /// The experiments, in the order of their paths.
  private(set) var experiments: [String] = []
  /// The folders that hold a `results.json`.
  private(set) var results: [String] = []
  /// Whether there were too many files to look at.
  private(set) var isCut = false

  /// More files than this are not looked at.
  static let most = 20_000
  /// No experiment is so long.
  private static let longest = 1 << 20

  init(below root: String) throws {
    let folder = URL(fileURLWithPath: root)
    let walk = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isRegularFileKey, .fileSizeKey],
      options: [.skipsHiddenFiles])
    var count = 0
    while let file = walk?.nextObject() as? URL {
      count += 1
      if count > Self.most {
        isCut = true
        break
      }
      guard file.pathExtension == "json" else { continue }
      let path = root + file.path.dropFirst(folder.path.count)
      if file.lastPathComponent == "results.json" {
        results.append(String(path.dropLast("/results.json".count)))
      } else if Self.isExperiment(file) {
        experiments.append(path)
      }
    }
    experiments.sort()
    results.sort()
  }

  /// Whether a file holds what only an experiment does: images, or another experiment that it extends.
  private static func isExperiment(_ file: URL) -> Bool {
    let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
    guard values?.isRegularFile == true, let size = values?.fileSize, size <= longest,
      let json = try? StoredFile.json(at: file.path)
    else { return false }
    return json["title"]?.string != nil && json["dataset"]?.members != nil
      || json["extends"]?.string != nil
  }

  /// The folder of the results of an experiment: the one that names it, else the usual one.
  func results(of experiment: String) -> String? {
    let name = ExperimentFile.name(of: experiment)
    let candidates = results.filter { $0 == name || $0.hasSuffix("/" + name) }
    return candidates.first { ReportFolder($0).isOf(name, at: experiment) }
  }
}
