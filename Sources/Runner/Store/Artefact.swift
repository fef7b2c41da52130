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
