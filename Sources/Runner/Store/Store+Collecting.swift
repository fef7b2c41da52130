import Files
import Foundation

extension Store {
  /// What a collection of garbage removed.
  public struct Collection: Sendable, Equatable {
    /// The stages, in the order of their keys.
    public var stages: [StageKey] = []
    /// What tenants left that has a name, sorted: submissions that had ended.
    public var names: [String] = []
    /// The bytes of all files, nameless ones among them.
    public var bytes = 0

    fileprivate mutating func add(_ item: Garbage) {
      switch item.kind {
      case .stage(let key): stages.append(key)
      case .named(let name): names.append(name)
      case .unnamed: break
      }
      bytes += item.size
    }
  }

  /// Removes what is not needed: stages, what tenants no longer need, and the traces of processes that
  /// have died.
  ///
  /// Never removed: what `kept` names, what a run or tenant under way needs, what is being computed.
  /// - Parameters:
  ///   - kept: The stages that committed results came from.
  ///   - tenants: Whoever else lives in the store.
  ///   - seconds: Removes only what no run has used for so long; nil sets no age.
  ///   - size: Removes the longest unused until what is left has at most so many bytes.
  ///   - now: Seconds since 1970.
  ///   - isTrial: Only tells what would be removed.
  /// - Returns: What was removed. Without age and size: all that is not kept.
  /// - Throws: `FileError` when the store cannot be written.
  public func collectGarbage(
    keeping kept: Set<StageKey>, tenants: [any StoreTenant], olderThan seconds: Double? = nil,
    maximumSize size: Int? = nil, now: Double, isTrial: Bool = false
  ) throws -> Collection {
    try LockFile.holding(gatePath, shared: false) {
      let needed = tenants.reduce(into: kept.union(RunRegistration.neededKeys(in: self))) {
        $0.formUnion($1.neededKeys(in: self))
      }
      let garbage = Garbage.all(in: self, tenants: tenants)
      var total = garbage.reduce(0) { $0 + $1.size }
      var collection = Collection()
      for item in garbage {
        let isOld = seconds.map { now - item.lastUsed > $0 } ?? (size == nil)
        let isExcess = size.map { total > $0 } ?? false
        guard isOld || isExcess, !isInUse(item, needed) else { continue }
        if !isTrial { remove(item) }
        total -= item.size
        collection.add(item)
      }
      if !isTrial { collectTraces(needed: needed, olderThan: seconds ?? 0, now: now) }
      collection.stages.sort()
      collection.names.sort()
      return collection
    }
  }

  private func isInUse(_ item: Garbage, _ needed: Set<StageKey>) -> Bool {
    guard case .stage(let key) = item.kind else { return false }
    return needed.contains(key) || Claim.standing(of: key, in: self) != nil
  }

  private func remove(_ item: Garbage) {
    if case .stage(let key) = item.kind { remove(key) } else { FileSystem.remove(item.path) }
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
}
