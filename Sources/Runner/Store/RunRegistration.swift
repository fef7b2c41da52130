import Files
import Foundation
import Synchronization

/// What a process under way needs of the store, so that garbage collection leaves it alone: whoever
/// computes stages, and whoever reads them, until its last byte is written.
package final class RunRegistration: Sendable {
  /// Nil in a store that cannot be written.
  private let lock: LockFile?
  private let store: Store
  private let keys: Mutex<Set<StageKey>>

  /// Registers what a run needs; waits while garbage is collected.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  convenience init(_ keys: [StageKey], in store: Store) throws {
    let owner = Owner.current
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = "\(store.root)/runs/\(owner.host).\(owner.boot).\(owner.process).\(tag)"
    let lock = try LockFile.holding(store.gatePath, shared: true) {
      guard let lock = try LockFile.acquire(path) else {
        throw FileError(path, "is held by another run")
      }
      try lock.write(Self.text(Set(keys)))
      return lock
    }
    self.init(lock, keys, store)
  }

  /// Registers what a reader needs. A store that cannot be written is read all the same: a stage that
  /// goes meanwhile is missed then, and no result is made without it.
  convenience init(reading keys: [StageKey], in store: Store) throws {
    do {
      try self.init(keys, in: store)
    } catch  where StoreTrouble(error, root: store.root) != nil {
      self.init(nil, keys, store)
    }
  }

  private init(_ lock: LockFile?, _ keys: [StageKey], _ store: Store) {
    self.lock = lock
    self.store = store
    self.keys = Mutex(Set(keys))
  }

  deinit { lock?.remove() }

  /// Registers that more is needed; waits while garbage is collected.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  package func add(_ more: [StageKey]) throws {
    guard let lock else { return }
    try keys.withLock { keys in
      let count = keys.count
      keys.formUnion(more)
      guard keys.count > count else { return }
      try LockFile.holding(store.gatePath, shared: true) { try lock.write(Self.text(keys)) }
    }
  }

  private static func text(_ keys: Set<StageKey>) -> String {
    ([Owner.current.text] + keys.map(\.hex)).joined(separator: "\n") + "\n"
  }

  /// The keys that processes under way need, and the registrations that dead ones left.
  ///
  /// - Throws: `FileError` when that cannot be told.
  static func all(in store: Store) throws(FileError) -> (needed: Set<StageKey>, dead: [String]) {
    let folder = store.root + "/runs"
    var needed: Set<StageKey> = []
    var dead: [String] = []
    for name in try FileSystem.list(folder) where Owner.isName(name) {
      let path = folder + "/" + name
      guard let text = FileSystem.text(path) else {
        // It may have ended meanwhile.
        guard FileSystem.exists(path) else { continue }
        throw FileError(path, "cannot be read, so what its run needs is unknown")
      }
      let lines = text.split(separator: "\n").map(String.init)
      let isLocal = lines.first.flatMap { Owner($0) }?.isLocal ?? true
      if !LockFile.isHeld(path) && (isLocal || isOld(path)) {
        dead.append(path)
      } else {
        needed.formUnion(lines.dropFirst().compactMap(StageKey.init(hex:)))
      }
    }
    return (needed, dead)
  }

  /// A week, by the clock: runs on other machines whose locks are not seen here.
  private static func isOld(_ path: String) -> Bool {
    FileSystem.modified(path).map { Date().timeIntervalSince1970 - $0 > 7 * 86400 } ?? false
  }
}

extension Store {
  /// Does something while garbage collection leaves stages alone, and those that are added meanwhile.
  ///
  /// - Throws: `FileError` when the store cannot be used, and what `body` throws.
  package func keeping<Result>(
    _ keys: [StageKey], during body: (RunRegistration) throws -> Result
  ) throws -> Result {
    let registration = try RunRegistration(reading: keys, in: self)
    return try withExtendedLifetime(registration) { try body(registration) }
  }

  /// Locked, shared, while a run registers; alone, while garbage is collected.
  package var gatePath: String { root + "/runs/.gate" }
}

/// The process that holds something of the store: host, boot of the host, process id.
struct Owner: Equatable, CustomStringConvertible {
  var host: String
  var boot: String
  var process: Int32

  /// This process.
  static let current = Owner(
    host: Owner.hostName, boot: Owner.bootIdentifier, process: getpid())

  /// For messages: "process 1234 on node7".
  var description: String { "process \(process) on \(host)" }

  /// As it is written: `node7/1f0c9a52/1234`.
  var text: String { "\(host)/\(boot)/\(process)" }

  init(host: String, boot: String, process: Int32) {
    self.host = host
    self.boot = boot
    self.process = process
  }

  /// Reads what `text` wrote.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let process = Int32(parts[2]) else { return nil }
    self.init(host: String(parts[0]), boot: String(parts[1]), process: process)
  }

  /// Whether a file or folder of the store is named after an owner: `node7.1f0c9a52.1234.TAG`.
  static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 4, !name.hasPrefix("."), let tag = parts.last else { return false }
    return Int32(parts[parts.count - 2]) != nil && !tag.isEmpty
      && tag.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) }
  }

  /// Whether its locks are seen here: it runs, or ran, under the kernel of this host.
  var isLocal: Bool { host == Self.current.host || boot == Self.current.boot }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, buffer.count - 1)
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: name, as: UTF8.self).replacing("/", with: "-")
  }

  private static var bootIdentifier: String { Platform.bootIdentifier ?? "unknown" }
}
