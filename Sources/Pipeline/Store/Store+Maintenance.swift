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
      let files = (try? FileSystem.files(below: folder)) ?? []
      let size = files.reduce(0) { $0 + Int(FileSystem.status(folder + "/" + $1)?.st_size ?? 0) }
      return Entry(key: key, artefact: artefact, size: size, lastUsed: used)
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

  /// What a collection of garbage removed.
  public struct Collection: Sendable, Equatable {
    /// The stages, in the order of their keys.
    public var stages: [StageKey] = []
    /// The bytes of their files.
    public var bytes = 0
  }

  /// Removes what is not needed: stages, and the traces of processes that have died.
  ///
  /// Never removed: what `kept` names, what a run or submission under way needs, what is being computed.
  /// - Parameters:
  ///   - kept: The stages that committed results came from.
  ///   - seconds: Removes only what no run has used for so long; nil sets no age.
  ///   - size: Removes the longest unused until the store's stages have at most so many bytes.
  ///   - now: Seconds since 1970.
  ///   - isTrial: Only tells what would be removed.
  /// - Returns: What was removed. Without age and size: all that is not kept.
  /// - Throws: `FileError` when the store cannot be written.
  public func collectGarbage(
    keeping kept: Set<StageKey>, olderThan seconds: Double? = nil, maximumSize size: Int? = nil,
    now: Double, isTrial: Bool = false
  ) throws -> Collection {
    try LockFile.holding(gatePath, shared: false) {
      let needed = kept.union(RunRegistration.neededKeys(in: self))
        .union(Submission.neededKeys(in: self))
      let entries = list().sorted { ($0.lastUsed, $0.key) < ($1.lastUsed, $1.key) }
      var total = entries.reduce(0) { $0 + $1.size }
      var collection = Collection()
      for entry in entries where !needed.contains(entry.key) {
        let isOld = seconds.map { now - entry.lastUsed > $0 } ?? (size == nil)
        let isExcess = size.map { total > $0 } ?? false
        guard isOld || isExcess, Claim.standing(of: entry.key, in: self) == nil else { continue }
        if !isTrial { remove(entry.key) }
        total -= entry.size
        collection.stages.append(entry.key)
        collection.bytes += entry.size
      }
      if !isTrial { collectTraces(needed: needed, olderThan: seconds ?? 0, now: now) }
      collection.stages.sort()
      return collection
    }
  }

  /// Removes claims, checkpoints, failures and logs that nothing refers to any more.
  private func collectTraces(needed: Set<StageKey>, olderThan seconds: Double, now: Double) {
    Workspace.collectDead(in: self)
    for key in checkpointKeys() where contains(key) {
      FileSystem.remove(checkpointFolder(of: key))
    }
    func isGarbage(_ path: String, _ key: StageKey?) -> Bool {
      guard let key else { return true }
      let isOld = FileSystem.modified(path).map { now - $0 > seconds } ?? false
      return isOld && !needed.contains(key) && Claim.standing(of: key, in: self) == nil
    }
    for folder in ["claims", "checkpoints", "failures"] {
      for name in FileSystem.names(in: "\(root)/\(folder)") {
        let path = "\(root)/\(folder)/\(name)"
        if isGarbage(path, StageKey(hex: String(name.prefix(64)))) { FileSystem.remove(path) }
      }
    }
    for part in FileSystem.names(in: root + "/logs") {
      for name in FileSystem.names(in: "\(root)/logs/\(part)") {
        let path = "\(root)/logs/\(part)/\(name)"
        if isGarbage(path, StageKey(hex: String(name.prefix(64)))) { FileSystem.remove(path) }
      }
    }
  }

  private func storedKeys() -> [StageKey] {
    FileSystem.names(in: root + "/stages").flatMap { part in
      FileSystem.names(in: "\(root)/stages/\(part)").compactMap(StageKey.init(hex:))
    }
  }
}
