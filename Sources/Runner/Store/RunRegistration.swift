import Files
import Foundation

/// What a run under way needs of the store, so that garbage collection leaves it alone.
final class RunRegistration: Sendable {
  private let lock: LockFile

  /// Registers a run; waits while garbage is collected.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  init(_ keys: [StageKey], in store: Store) throws {
    let owner = Owner.current
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = "\(store.root)/runs/\(owner.host).\(owner.boot).\(owner.process).\(tag)"
    lock = try LockFile.holding(store.gatePath, shared: true) {
      guard let lock = try LockFile.acquire(path) else {
        throw FileError(path, "is held by another run")
      }
      try lock.write(([owner.text] + keys.map(\.hex)).joined(separator: "\n") + "\n")
      return lock
    }
  }

  deinit { lock.remove() }

  /// The keys that runs under way need; registrations left by dead runs are removed.
  static func neededKeys(in store: Store) -> Set<StageKey> {
    let folder = store.root + "/runs"
    var needed: Set<StageKey> = []
    for name in FileSystem.names(in: folder) where !name.hasPrefix(".") {
      let path = folder + "/" + name
      let lines = (FileSystem.text(path) ?? "").split(separator: "\n").map(String.init)
      let isLocal = lines.first.flatMap { Owner($0) }?.isLocal ?? true
      let isDead = !LockFile.isHeld(path) && (isLocal || isOld(path))
      if isDead {
        unlink(path)
      } else {
        needed.formUnion(lines.dropFirst().compactMap(StageKey.init(hex:)))
      }
    }
    return needed
  }

  /// A week, by the clock: runs on other machines whose locks are not seen here.
  private static func isOld(_ path: String) -> Bool {
    FileSystem.modified(path).map { Date().timeIntervalSince1970 - $0 > 7 * 86400 } ?? false
  }
}

extension Store {
  /// Does something while garbage collection leaves stages alone.
  ///
  /// - Throws: `FileError` when the store cannot be written, and what `body` throws.
  public func keeping<Result>(_ keys: [StageKey], during body: () throws -> Result) throws -> Result
  {
    let registration = try RunRegistration(keys, in: self)
    return try withExtendedLifetime(registration, body)
  }

  /// Locked, shared, while a run registers; alone, while garbage is collected.
  package var gatePath: String { root + "/runs/.gate" }
}
