import Foundation

/// What processes left in a store that have ended: claims, checkpoints, failures, logs, folders of
/// attempts, registrations, half written files.
///
/// Only what bears a name of the store's own form is a trace, and no link is followed.
struct Traces {
  /// What can be removed.
  private(set) var garbage: [Garbage] = []
  private let store: Store
  private let needed: Set<StageKey>
  private let now: Double

  /// Looks for traces of stages that are not needed.
  init(in store: Store, needed: Set<StageKey>, deadRuns: [String], now: Double) {
    self.store = store
    self.needed = needed
    self.now = now
    for path in deadRuns { add(path, isSpent: true) }
    for path in Workspace.dead(in: store) { add(path, isSpent: true) }
    addStages(in: "claims", kind: .file, ending: "")
    addStages(in: "checkpoints", kind: .folder, ending: "")
    addStages(in: "failures", kind: .file, ending: ".json")
    for part in store.entries(of: "logs", kind: .folder) where part.count == 2 {
      addStages(in: "logs/" + part, kind: .file, ending: ".log")
    }
    for folder in ["failures", "hashes", "runs"] { addPartials(in: folder) }
  }

  private mutating func addStages(in folder: String, kind: FileSystem.Kind, ending: String) {
    for name in store.entries(of: folder, kind: kind) where name.hasSuffix(ending) {
      guard let key = StageKey(hex: String(name.dropLast(ending.count))) else { continue }
      let path = "\(store.root)/\(folder)/\(name)"
      // Whoever stored the stage may have been killed before it removed its checkpoint.
      let isSpent = folder == "checkpoints" && store.contains(key)
      let isOver = FileSystem.modified(path).map { $0 < now } ?? false
      guard Claim.standing(of: key, in: store) == nil else { continue }
      if isSpent || (isOver && !needed.contains(key)) { add(path, isSpent: isSpent) }
    }
  }

  /// Files that a killed process had begun to write, a day ago or earlier.
  private mutating func addPartials(in folder: String) {
    for name in store.entries(of: folder, kind: .file)
    where name.hasPrefix(".") && name.hasSuffix(".partial") {
      let path = "\(store.root)/\(folder)/\(name)"
      if let time = FileSystem.modified(path), now - time > 86400 { add(path, isSpent: true) }
    }
  }

  private mutating func add(_ path: String, isSpent: Bool) {
    garbage.append(
      Garbage(
        kind: .trace, path: path, size: FileSystem.size(path),
        lastUsed: FileSystem.modified(path) ?? 0, isSpent: isSpent))
  }
}

extension Store {
  /// The names in one of the store's folders that are of a kind, sorted; none when the folder itself is
  /// a link, for what lies behind it is not the store's.
  package func entries(of folder: String, kind: FileSystem.Kind) -> [String] {
    let path = root + "/" + folder
    guard FileSystem.kind(path) == .folder else { return [] }
    return FileSystem.names(in: path).filter { FileSystem.kind(path + "/" + $0) == kind }
  }
}
