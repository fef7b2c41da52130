import Files
import Foundation

extension Store {
  /// What a collection of garbage removed.
  public struct Collection: Sendable, Equatable {
    /// The stages, in the order of their keys.
    public var stages: [StageKey] = []
    /// What tenants left that has a name, sorted: submissions that had ended.
    public var names: [String] = []
    /// How many traces of processes that have ended: claims, checkpoints, failures, logs.
    public var traces = 0
    /// The bytes of all files, nameless ones among them.
    public var bytes = 0

    fileprivate mutating func add(_ item: Garbage) {
      switch item.kind {
      case .stage(let key): stages.append(key)
      case .named(let name): names.append(name)
      case .unnamed: break
      case .trace: traces += 1
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
  /// - Throws: `FileError` when the store cannot be written, or when it cannot be told what is needed;
  ///   nothing is removed then.
  public func collectGarbage(
    keeping kept: Set<StageKey>, tenants: [any StoreTenant], olderThan seconds: Double? = nil,
    maximumSize size: Int? = nil, now: Double, isTrial: Bool = false
  ) throws -> Collection {
    try LockFile.holding(gatePath, shared: false) {
      let runs = try RunRegistration.all(in: self)
      var needed = kept.union(runs.needed)
      for tenant in tenants { needed.formUnion(try tenant.neededKeys(in: self)) }
      let traces = Traces(in: self, needed: needed, deadRuns: runs.dead, now: now)
      let garbage = Garbage.all(in: self, tenants: tenants, traces: traces.garbage)
      var total = garbage.reduce(0) { $0 + $1.size }
      var collection = Collection()
      for item in garbage {
        let isOld = seconds.map { now - item.lastUsed > $0 } ?? (size == nil)
        let isExcess = size.map { total > $0 } ?? false
        guard isOld || isExcess || item.isSpent, !isInUse(item, needed) else { continue }
        if !isTrial { remove(item) }
        total -= item.size
        collection.add(item)
      }
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
}
