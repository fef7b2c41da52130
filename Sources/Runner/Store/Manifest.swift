import Foundation
import Specification

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
