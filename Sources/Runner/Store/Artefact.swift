import Files
import Foundation
import Specification

/// The stored result of a stage: its files and what the manifest says of them.
public struct Artefact: Sendable {
  /// One file of the result.
  public struct File: Sendable, Equatable {
    /// The path inside the stage's folder.
    public let name: String
    /// Bytes.
    public let size: Int
    /// The checksum, in hexadecimal.
    public let sha256: String
  }

  /// The stage.
  public let key: StageKey
  /// The kind of the stage.
  public let kind: String
  /// The version of the code that computed it.
  public let version: Int
  /// The title it was computed under.
  public let title: String
  /// The stages whose artefacts were read.
  public let inputs: [StageKey]
  /// The seconds it took.
  public let seconds: Double
  /// The files, sorted by name.
  public let files: [File]
  /// The folder that holds them.
  public let folder: String

  /// The bytes of all files.
  public var size: Int { files.reduce(0) { $0 + $1.size } }

  /// Whether something odd was noted while it was computed.
  public var hasNotes: Bool { files.contains { $0.name == StageNotes.file } }

  /// The path of a file, its size and checksum verified.
  ///
  /// - Throws: `DamagedArtefact` when it is missing or damaged: `Store.remove` it and run the plan
  ///   again.
  public func verified(_ name: String) throws(DamagedArtefact) -> String {
    guard let file = files.first(where: { $0.name == name }) else {
      throw DamagedArtefact(key: key, file: name, reason: "is not among its files")
    }
    try checkSize(of: file)
    let path = folder + "/" + name
    guard let digest = try? SHA256.hexadecimal(ofFile: path) else {
      throw DamagedArtefact(key: key, file: name, reason: DamagedArtefact.unreadable)
    }
    guard digest == file.sha256 else {
      throw DamagedArtefact(key: key, file: name, reason: "has other content than was written")
    }
    return path
  }

  /// Whether the file is there that tells what the key was made of.
  var hasSpecification: Bool { FileSystem.exists(folder + "/" + Manifest.specificationName) }

  /// What the key was made of.
  ///
  /// - Throws: `DamagedArtefact` when it does not give the key.
  public func specification() throws(DamagedArtefact) -> JSON {
    let name = Manifest.specificationName
    guard access(folder + "/" + name, R_OK) == 0 || errno == ENOENT else {
      throw DamagedArtefact(key: key, file: name, reason: DamagedArtefact.unreadable)
    }
    let json = FileSystem.text(folder + "/" + name).flatMap { text in
      try? JSONParser.parse(Source(name: name, bytes: Array(text.utf8)))
    }
    guard let json, StageKey(kind: kind, version: version, specification: json) == key else {
      throw DamagedArtefact(key: key, file: name, reason: "does not give the key")
    }
    return json
  }

  /// Compares the size of every file with the manifest.
  func checkSizes() throws(DamagedArtefact) {
    for file in files { try checkSize(of: file) }
  }

  private func checkSize(of file: File) throws(DamagedArtefact) {
    guard let status = FileSystem.status(folder + "/" + file.name) else {
      throw DamagedArtefact(key: key, file: file.name, reason: "is missing")
    }
    let size = Int(status.st_size)
    guard size == file.size else {
      throw DamagedArtefact(
        key: key, file: file.name, reason: "has \(size) bytes instead of \(file.size)")
    }
  }
}

/// `stage.json`, the last file written into a stage's folder.
enum Manifest {
  static let name = "stage.json"
  static let specificationName = "specification.json"

  /// The manifest as it is written.
  static func json(of stage: Stage, seconds: Double, files: [Artefact.File]) -> JSON {
    .object([
      ("kind", .string(stage.kind)),
      ("version", .number(stage.version)),
      ("title", .string(stage.title)),
      ("inputs", .array(stage.inputs.map { .string($0.hex) })),
      ("seconds", .number((seconds * 1000).rounded() / 1000)),
      (
        "files",
        .array(
          files.map { file in
            .object([
              ("name", .string(file.name)), ("size", .number(file.size)),
              ("sha256", .string(file.sha256)),
            ])
          })
      ),
    ])
  }

  /// Reads the manifest of a stage's folder.
  ///
  /// - Throws: `DamagedArtefact` when it cannot be understood.
  static func read(_ key: StageKey, in folder: String) throws(DamagedArtefact) -> Artefact {
    let isUnreadable = access(folder + "/" + name, R_OK) != 0 && errno != ENOENT
    let damage = DamagedArtefact(
      key: key, file: name,
      reason: isUnreadable ? DamagedArtefact.unreadable : "cannot be understood")
    guard let text = FileSystem.text(folder + "/" + name),
      let json = try? JSONParser.parse(Source(name: name, bytes: Array(text.utf8))),
      let kind = json["kind"]?.string, let version = json["version"]?.integer,
      let title = json["title"]?.string, let seconds = json["seconds"]?.number,
      let inputs = json["inputs"]?.elements, let files = json["files"]?.elements
    else { throw damage }
    var found: [Artefact.File] = []
    for file in files {
      guard let name = file["name"]?.string, let size = file["size"]?.integer,
        let digest = file["sha256"]?.string
      else { throw damage }
      found.append(Artefact.File(name: name, size: size, sha256: digest))
    }
    return Artefact(
      key: key, kind: kind, version: version, title: title,
      inputs: inputs.compactMap { $0.string.flatMap(StageKey.init(hex:)) }, seconds: seconds,
      files: found, folder: folder)
  }
}

/// A stored result that is missing or not what was written; it has to be computed again.
public struct DamagedArtefact: Error, Equatable, CustomStringConvertible {
  /// The stage.
  public let key: StageKey
  /// The file of it.
  public let file: String
  /// What is wrong: "is missing", "has 100 of 4000 bytes", "has other content than was written".
  public let reason: String

  /// Says what is wrong with a file of a stage.
  public init(key: StageKey, file: String, reason: String) {
    self.key = key
    self.file = file
    self.reason = reason
  }

  /// The reason of a file that is there and cannot be read, which may be the disk's or the owner's.
  static let unreadable = "cannot be read"

  /// What is wrong, and what a run does about it.
  public var consequence: String { "\(self); it is computed again" }

  /// What is wrong.
  public var description: String {
    "the stored \(file) of stage \(key.short) \(reason)"
  }
}
