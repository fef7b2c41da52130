import Files
import Foundation

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

  /// Reads every stored file and compares it with its checksum.
  ///
  /// - Parameter progress: Told after each stage: how many are done, of how many.
  /// - Returns: What is damaged; `remove` has it computed again by the next run that needs it.
  public func verify(progress: (Int, Int) -> Void = { _, _ in }) -> [DamagedArtefact] {
    let entries = list()
    var damage: [DamagedArtefact] = []
    for (index, entry) in entries.enumerated() {
      do throws(DamagedArtefact) {
        let artefact = try entry.artefact.get()
        _ = try artefact.specification()
        for file in artefact.files { _ = try artefact.verified(file.name) }
      } catch {
        damage.append(error)
      }
      progress(index + 1, entries.count)
    }
    return damage
  }

  private func storedKeys() -> [StageKey] {
    FileSystem.names(in: root + "/stages").flatMap { part in
      FileSystem.names(in: "\(root)/stages/\(part)").compactMap(StageKey.init(hex:))
    }
  }
}
