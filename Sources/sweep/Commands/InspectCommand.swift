import Datasets
import Experiments
import Files
import Foundation
import Reports
import Specification

/// `sweep inspect`: what a folder, an array file or the dataset of an experiment holds, and what is odd
/// about it, before anything is trained.
enum InspectCommand: Command {
  static let name = "inspect"
  static let usage = "DATA"
  static let summary = "look at a folder of images, an array, or the data of an experiment"
  static let options =
    ImagesOfUser.options + ExperimentArguments.options + [
      Option("--sheet", "FILE", "where the contact sheet is written (default: NAME-sheet.png)")
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let path = arguments.positional.first, arguments.positional.count == 1 else {
      throw UsageError("which data? sweep inspect IMAGES, or an experiment")
    }
    let inspection = try DatasetInspection(open(path, arguments))
    Terminal.print(inspection.text)
    let stem = (URL(fileURLWithPath: path).lastPathComponent as NSString).deletingPathExtension
    let sheet = arguments.value("--sheet") ?? "\(stem)-sheet.png"
    guard arguments.has("--sheet") || !FileManager.default.fileExists(atPath: sheet) else {
      Terminal.note(
        "\(sheet) exists already; name another place for the contact sheet: --sheet FILE")
      return .success
    }
    try AtomicFile.write(inspection.sheet(), to: sheet)
    Terminal.print("\ncontact sheet: \(sheet)")
    return .success
  }

  private static func open(_ path: String, _ arguments: Arguments) throws -> OpenDataset {
    guard path.hasSuffix(".json") else { return try ImagesOfUser(path, arguments).open }
    let shared = try ExperimentArguments(arguments, command: name)
    let sweep = try ExpandedSweep(shared.file, dataFolder: shared.dataFolder)
    guard let row = sweep.rows.first else { throw UsageError("\(path) has no rows") }
    let resolver = PathResolver(
      experimentFolder: shared.file.folder, dataFolder: shared.dataFolder)
    let dataset = row.experiment.dataset.placed(
      asWrittenIn: row.source["dataset"], beside: shared.file.folder)
    return try dataset.open(
      with: resolver, at: JSONPath([.name("dataset")]), in: row.source["dataset"])
  }
}
