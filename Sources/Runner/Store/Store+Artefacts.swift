import Files
import Foundation
import Specification

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
    guard artefact.files.contains(where: { $0.name == StageNotes.file }) else { return [] }
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
