import Files
import Foundation
import Runner
import Specification

/// The results below a folder, and the stages that they came from.
public struct CommittedResults {
  /// The stages that numbers and pictures were made of.
  public private(set) var keys: Set<StageKey> = []
  private var seen: Set<[UInt64]> = []

  /// Reads every `results.json`, which names what numbers came from, and every `provenance.json`,
  /// which names the stages of pictures too. Links are followed: results may lie on another disk.
  ///
  /// - Throws: what reading such a file or a folder throws: what it needs is unknown then.
  public init(below folder: String) throws {
    try read(folder)
  }

  private mutating func read(_ folder: String) throws {
    var status = stat()
    guard stat(folder, &status) == 0 else { throw FileError.system(folder, "cannot be read") }
    // A link may lead to where it lies.
    guard seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted else { return }
    for name in try FileSystem.list(folder) {
      let path = folder + "/" + name
      switch name {
      case "results.json":
        let runs = try SweepResults(StoredFile.json(at: path)).rows.flatMap(\.runs)
        keys.formUnion(runs.flatMap(\.stages.values).compactMap { StageKey(hex: $0) })
      case "provenance.json":
        let stages = try StoredFile.json(at: path)["stages"]?.elements ?? []
        keys.formUnion(stages.compactMap { $0["key"]?.string.flatMap(StageKey.init(hex:)) })
      default: if try isFolder(path) { try read(path) }
      }
    }
  }

  /// Whether something is a folder, or leads to one. A link that leads nowhere may lead to a disk that
  /// is not there now; hidden ones are marks of editors.
  private func isFolder(_ path: String) throws -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
    if (path as NSString).lastPathComponent.hasPrefix(".") { return false }
    throw FileError(
      path, "leads nowhere, so what lies there is unknown; remove the link or mend it")
  }
}
