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

extension Store {
  /// The stored result of a stage, or nil when there is none.
  ///
  /// - Throws: `DamagedArtefact` when the manifest is damaged, or a file has another size than it
  ///   says. Checksums are compared by `Artefact.verified`.
  public func artefact(_ key: StageKey) throws(DamagedArtefact) -> Artefact? {
    let folder = folder(of: key)
    guard FileSystem.exists(folder) else { return nil }
    let artefact = try Manifest.read(key, in: folder)
    try artefact.checkSizes()
    return artefact
  }

  /// Whether a stage is stored, its manifest whole and its files of the right size.
  public func contains(_ key: StageKey) -> Bool {
    do throws(DamagedArtefact) {
      return try artefact(key) != nil
    } catch {
      return false
    }
  }

  /// The verified path of a file of a stored stage.
  ///
  /// - Throws: `DamagedArtefact` when the stage or the file is missing or damaged.
  public func verified(_ key: StageKey, _ file: String) throws(DamagedArtefact) -> String {
    guard let artefact = try artefact(key) else {
      throw DamagedArtefact(key: key, file: file, reason: "is missing")
    }
    return try artefact.verified(file)
  }

  /// What a stored stage found odd.
  ///
  /// - Throws: `DamagedArtefact` when the stage or its notes are missing or damaged.
  public func notes(of key: StageKey) throws(DamagedArtefact) -> [Note] {
    guard let artefact = try artefact(key) else {
      throw DamagedArtefact(key: key, file: StageNotes.file, reason: "is missing")
    }
    guard artefact.hasNotes else { return [] }
    let text = FileSystem.text(try artefact.verified(StageNotes.file)) ?? ""
    let source = Source(name: StageNotes.file, bytes: Array(text.utf8))
    let elements = (try? JSONParser.parse(source))?.elements ?? []
    let notes = elements.compactMap(Note.init)
    guard !notes.isEmpty, notes.count == elements.count else {
      throw DamagedArtefact(key: key, file: StageNotes.file, reason: "cannot be understood")
    }
    return notes
  }

  /// Takes a stage out of the store, at once for all processes.
  public func remove(_ key: StageKey) {
    let aside = "\(root)/work/.removed-\(getpid())-\(UInt64.random(in: .min ... .max))"
    guard rename(folder(of: key), aside) == 0 else { return }
    FileSystem.remove(aside)
  }

  /// Marks a stage as used, which keeps it from garbage collection by age.
  func markUsed(_ key: StageKey) { FileSystem.touch(folder(of: key) + "/" + Manifest.name) }

  /// How a publication went.
  enum Publication: Equatable {
    case stored
    /// Another process stored the stage meanwhile; ours was dropped.
    case alreadyStored(sameBytes: Bool)
  }

  /// Publishes the files of a folder of the same file system as the result of a stage.
  ///
  /// Files, manifest and folder are synced before one rename shows them.
  /// - Throws: `FileError` when the system refuses; nothing is visible then.
  func publish(
    _ stage: Stage, from folder: String, seconds: Double
  ) throws(FileError) -> Publication {
    var files: [Artefact.File] = []
    for name in try FileSystem.files(below: folder) {
      let path = folder + "/" + name
      guard let status = FileSystem.status(path) else { throw FileError(path, "has vanished") }
      files.append(
        Artefact.File(
          name: name, size: Int(status.st_size), sha256: try SHA256.hexadecimal(ofFile: path)))
      chmod(path, 0o444)
      try FileSystem.sync(path)
    }
    try FileSystem.write(
      stage.specification.canonical, to: folder + "/" + Manifest.specificationName)
    let manifest = Manifest.json(of: stage, seconds: seconds, files: files)
    try FileSystem.write(manifest.pretty, to: folder + "/" + Manifest.name)
    try FileSystem.sync(folder)
    return try place(stage.key, from: folder, files: files)
  }

  private func place(
    _ key: StageKey, from folder: String, files: [Artefact.File]
  ) throws(FileError) -> Publication {
    let place = self.folder(of: key)
    let parent = (place as NSString).deletingLastPathComponent
    try FileSystem.makeFolder(parent)
    for _ in 0..<3 {
      if rename(folder, place) == 0 {
        try FileSystem.sync(parent)
        return .stored
      }
      guard errno == ENOTEMPTY || errno == EEXIST else {
        throw FileError.system(place, "cannot be put in place")
      }
      if let other = try? artefact(key) {
        return .alreadyStored(sameBytes: other.files == files)
      }
      remove(key)
    }
    throw FileError(place, "cannot be put in place: the folder there is damaged")
  }
}

/// Why nothing more can be stored: a run that meets this ends, and keeps what is finished.
public enum StoreTrouble: Error, Equatable, CustomStringConvertible {
  /// The disk, the quota or the file size limit is used up.
  case full(String)
  /// The store may only be read.
  case readOnly(String)
  /// The folder has gone.
  case removed(String)
  /// The system refuses for another reason.
  case refused(String, reason: String)

  /// Understands what the system said about a file of the store; nil when the error is of another
  /// kind.
  init?(_ error: any Error, root: String) {
    guard let error = error as? FileError, error.path.hasPrefix(root) else { return nil }
    switch error.code {
    case ENOSPC, EDQUOT, EFBIG: self = .full(root)
    case EROFS, EACCES, EPERM: self = .readOnly(root)
    case EIO: self = .refused(root, reason: error.description)
    default: return nil
    }
  }

  /// What hinders the use of a store, when opening it failed with this error.
  static func explaining(_ error: any Error, root: String) -> StoreTrouble {
    if let trouble = error as? StoreTrouble { return trouble }
    if let trouble = StoreTrouble(error, root: root) { return trouble }
    guard FileSystem.exists(root + "/store.json") else { return .removed(root) }
    return .refused(root, reason: "\(error)")
  }

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .full(let root):
      "the store \(root) cannot grow: its disk, quota or file size limit is used up. "
        + "Finished stages are kept; make room and run again"
    case .readOnly(let root):
      "the store \(root) cannot be written. Allow writing, or name another with SWEEP_STORE"
    case .removed(let root):
      "the store \(root) was removed while it was in use. Run again to compute it anew"
    case .refused(let root, let reason):
      "the store \(root) cannot be used: \(reason)"
    }
  }
}
