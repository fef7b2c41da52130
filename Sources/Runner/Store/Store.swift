import Files
import Foundation
import Specification

/// The results of stages, each in a folder named by its key.
///
/// A stage's folder appears whole, by one rename, and never changes afterwards. Any number of
/// processes may use a store at once, on one machine or on several that share the file system.
///
///     stages/ab/abcdef…/   the files of a stage, `specification.json` and the manifest `stage.json`
///     checkpoints/KEY/     what an unfinished stage goes on from
///     failures/KEY.json    why a stage could not be computed
///     logs/ab/KEY.log      what was written to the standard error while it ran
///     claims/KEY           locked by the process that computes the stage
///     runs/                locked by the runs under way: the keys they need
///     work/                attempts under way
///     durations.jsonl      what stages took
///     slurm/               sweeps that were given to a cluster: see `Submission`
public struct Store: Sendable {
  /// The folder, as an absolute path.
  public let root: String
  /// The version of the layout.
  public static let format = 1

  /// Opens the store in a folder, made when it is missing.
  ///
  /// - Throws: `FileError` when it can be neither made nor read, or is of another version.
  public init(at path: String) throws(FileError) {
    root = URL(fileURLWithPath: path).standardizedFileURL.path
    let marker = root + "/store.json"
    if !FileSystem.exists(marker) {
      try AtomicFile.createFolder(root)
      let foreign = FileSystem.names(in: root).filter { !$0.hasPrefix(".") }
      guard Set(foreign).isSubset(of: Self.folders.union(Self.remains)) else {
        throw FileError(
          root, "is not a store and holds other files; name an empty folder, or one to be made")
      }
      for folder in Self.folders { try FileSystem.makeFolder(root + "/" + folder) }
      try AtomicFile.write(
        JSON.object([("format", .number(Self.format))]).canonical + "\n", to: marker)
    }
    let source = Source(name: marker, bytes: Array((FileSystem.text(marker) ?? "").utf8))
    guard let format = (try? JSONParser.parse(source))?["format"]?.integer else {
      throw FileError(marker, "cannot be read; is this folder a store?")
    }
    guard format == Self.format else {
      throw FileError(
        root, "is a store of version \(format), this program uses \(Self.format); use another one")
    }
    // A copy by git, or by what keeps artefacts of CI, lacks the folders that were empty.
    for folder in Self.folders.map({ root + "/" + $0 }) where !FileSystem.exists(folder) {
      try FileSystem.makeFolder(folder)
    }
  }

  private static let folders: Set = [
    "stages", "checkpoints", "failures", "logs", "claims", "runs", "work",
  ]

  /// What a run may leave when the store is removed under it.
  private static let remains: Set = ["durations.jsonl", "hashes", "slurm"]

  /// The folder of a stage, whether it is there or not.
  public func folder(of key: StageKey) -> String {
    "\(root)/stages/\(key.hex.prefix(2))/\(key.hex)"
  }

  /// Where the attempts at a stage write their standard error.
  public func logPath(of key: StageKey) -> String {
    "\(root)/logs/\(key.hex.prefix(2))/\(key.hex).log"
  }

  /// The folder of what an unfinished stage goes on from.
  package func checkpointFolder(of key: StageKey) -> String { "\(root)/checkpoints/\(key.hex)" }

  /// The stages that left something to go on from.
  func checkpointKeys() -> [StageKey] {
    FileSystem.names(in: root + "/checkpoints").compactMap(StageKey.init(hex:))
  }

  /// Finds out why nothing more can be stored, if that is so: the store has gone, cannot be written,
  /// or its disk is full.
  func trouble() -> StoreTrouble? {
    guard FileSystem.exists(root + "/store.json") else { return .removed(root) }
    let probe = "\(root)/work/.probe-\(getpid())-\(UInt32.random(in: .min ... .max))"
    defer { unlink(probe) }
    do throws(FileError) {
      try AtomicFile.write([UInt8](repeating: 0, count: 65536), to: probe)
      return nil
    } catch {
      return StoreTrouble(error, root: root) ?? .refused(root, reason: error.description)
    }
  }
}
