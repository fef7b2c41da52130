import Files
import Foundation

/// Something of a store that is removed when nobody needs it.
public struct Garbage: Sendable {
  /// What it is.
  public enum Kind: Sendable, Equatable {
    /// A stored stage.
    case stage(StageKey)
    /// What a tenant left that has a name for people: a submission that has ended.
    case named(String)
    /// What a tenant left that nobody knows by name: a program that no job runs.
    case unnamed
    /// What a process left that has ended.
    case trace
  }

  /// What it is.
  public let kind: Kind
  /// The folder or file.
  public let path: String
  /// The bytes on disk.
  public let size: Int
  /// When it was last used: seconds since 1970.
  public let lastUsed: Double
  /// Whether it goes whatever its age and the size of the store.
  public let isSpent: Bool

  /// Names something that can be removed.
  public init(kind: Kind, path: String, size: Int, lastUsed: Double, isSpent: Bool = false) {
    self.kind = kind
    self.path = path
    self.size = size
    self.lastUsed = lastUsed
    self.isSpent = isSpent
  }

  /// The stored stages, what tenants left and other traces, the longest unused first.
  ///
  /// The caller holds the gate of the store alone, so that nothing is half written.
  static func all(
    in store: Store, tenants: [any StoreTenant], traces: [Garbage]
  ) -> [Garbage] {
    // Behind a link lies what is not the store's.
    let own = Set(store.entries(of: "stages", kind: .folder))
    let stages = store.list().filter { own.contains(String($0.key.hex.prefix(2))) }.map {
      Garbage(
        kind: .stage($0.key), path: store.folder(of: $0.key), size: $0.size, lastUsed: $0.lastUsed)
    }
    let all = stages + tenants.flatMap { $0.garbage(in: store) } + traces
    return all.sorted { ($0.lastUsed, $0.path) < ($1.lastUsed, $1.path) }
  }
}

/// Something beside stages that lives in a store and needs some of them: submissions to a cluster.
///
/// The store knows no more of it than what collecting garbage asks.
public protocol StoreTenant: Sendable {
  /// The stages that what is under way needs.
  ///
  /// - Throws: `FileError` when that cannot be told.
  func neededKeys(in store: Store) throws -> Set<StageKey>

  /// What nobody needs any more.
  func garbage(in store: Store) -> [Garbage]
}

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
    for folder in ["failures", "hashes", "runs", "hashes/decoded"] { addPartials(in: folder) }
    addOld(in: "hashes/decoded", ending: ".npy")
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

  /// What was prepared for a run, a day ago or earlier, that did not come.
  private mutating func addOld(in folder: String, ending: String) {
    for name in store.entries(of: folder, kind: .file) where name.hasSuffix(ending) {
      let path = "\(store.root)/\(folder)/\(name)"
      if let time = FileSystem.modified(path), now - time > 86400 { add(path, isSpent: true) }
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
