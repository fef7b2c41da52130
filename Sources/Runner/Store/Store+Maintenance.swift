import Files
import Foundation
import Specification

extension Store {
  /// A stored stage, as a list shows it.
  public struct Entry: Sendable {
    /// The stage.
    public let key: StageKey
    /// The manifest, or what is wrong with it.
    public let artefact: Result<Artefact, DamagedArtefact>
    /// The bytes on disk.
    public let size: Int
    /// When a run last used it: seconds since 1970.
    public let lastUsed: Double
  }

  /// All stored stages, in the order of their keys.
  public func list() -> [Entry] {
    storedKeys().compactMap { key in
      let folder = folder(of: key)
      guard
        let used = FileSystem.modified(folder + "/" + Manifest.name)
          ?? FileSystem.modified(folder)
      else { return nil }
      let artefact = Result { () throws(DamagedArtefact) in
        let artefact = try Manifest.read(key, in: folder)
        try artefact.checkSizes()
        return artefact
      }
      return Entry(
        key: key, artefact: artefact, size: FileSystem.size(folder), lastUsed: used)
    }
  }

  /// The stored stages that left a file of a name, whole as far as manifests and sizes tell, in the order
  /// of their keys: what else is stored is not opened.
  public func artefacts(holding file: String) -> [Artefact] {
    storedKeys().sorted().compactMap { key in
      guard FileSystem.exists(folder(of: key) + "/" + file) else { return nil }
      return try? artefact(key)
    }
  }

  /// Reads every stored file and compares it with its checksum.
  ///
  /// - Parameter progress: Told after each stage: how many are done, of how many.
  /// - Returns: What is damaged; `heal` mends it.
  public func verify(progress: (Int, Int) -> Void = { _, _ in }) -> [DamagedArtefact] {
    let entries = list()
    var damage: [DamagedArtefact] = []
    for (index, entry) in entries.enumerated() {
      do throws(DamagedArtefact) {
        let artefact = try entry.artefact.get()
        for file in artefact.files { _ = try artefact.verified(file.name) }
        // One that is missing is written by the next run of the stage.
        if artefact.hasSpecification { _ = try artefact.specification() }
      } catch {
        damage.append(error)
      }
      progress(index + 1, entries.count)
    }
    return damage
  }

  /// What `heal` did about a damaged file.
  public enum Cure: Equatable {
    /// The stage was taken out of the store: the next run that needs it computes it again.
    case removed
    /// The file, which tells what the key was made of, was removed: the next run of the stage writes it
    /// again.
    case forgotten
    /// Nothing: the file cannot be read or the store cannot be written, which says nothing of the rest.
    case none
  }

  /// Mends what `verify` found.
  public func heal(_ damage: DamagedArtefact) -> Cure {
    guard damage.reason != DamagedArtefact.unreadable else { return .none }
    let folder = folder(of: damage.key)
    if damage.file == Manifest.specificationName {
      return unlink(folder + "/" + damage.file) == 0 ? .forgotten : .none
    }
    remove(damage.key)
    return FileSystem.exists(folder) ? .none : .removed
  }

  /// Writes again what the key of a stored stage was made of, where that is missing; a store that may
  /// only be read is left as it is.
  func restoreSpecification(of stage: Stage, in artefact: Artefact) {
    guard !artefact.hasSpecification else { return }
    let path = artefact.folder + "/" + Manifest.specificationName
    do throws(FileError) {
      try AtomicFile.write(stage.specification.canonical, to: path)
      chmod(path, 0o444)
    } catch {}
  }

  private func storedKeys() -> [StageKey] {
    FileSystem.names(in: root + "/stages").flatMap { part in
      FileSystem.names(in: "\(root)/stages/\(part)").compactMap(StageKey.init(hex:))
    }
  }
}
