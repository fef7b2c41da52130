import Files
import Foundation

/// The right of one process to compute a stage, so that several do not do the same work.
///
/// A claim is a lock of the kernel, gone with its owner. Where a file system does not carry locks
/// between machines, the owner's heartbeat (the time of the file) takes its place: see `Standing`.
/// Should two processes compute a stage all the same, the first to publish wins.
final class Claim: Sendable {
  private let lock: LockFile

  private init(_ lock: LockFile) { self.lock = lock }

  /// What is known of another process's claim.
  struct Standing: Equatable {
    /// The owner, for messages.
    let owner: String
    /// For an owner whose locks may not be seen here: changes while the owner lives.
    let pulse: String?
  }

  /// What became of an attempt to claim a stage.
  enum Attempt {
    case held(Claim)
    case busy(Standing)
  }

  /// Claims a stage. `deadPulse` is a pulse that was watched for so long without a change that its
  /// owner is taken for dead.
  ///
  /// - Throws: `FileError` when the claim cannot be written.
  static func attempt(
    _ key: StageKey, in store: Store, deadPulse: String? = nil
  ) throws(FileError) -> Attempt {
    let path = store.claimPath(key)
    // A process that looks at the claim holds it for a moment, so one refusal says little.
    for _ in 0..<5 {
      guard let lock = try LockFile.acquire(path) else {
        usleep(1000)
        continue
      }
      if let standing = foreignStanding(path), standing.pulse != deadPulse {
        return .busy(standing)
      }
      try lock.write(Owner.current.text)
      return .held(Claim(lock))
    }
    return .busy(Standing(owner: ownerName(path), pulse: nil))
  }

  /// Who holds the claim on a stage; nil when it is free.
  static func standing(of key: StageKey, in store: Store) -> Standing? {
    let path = store.claimPath(key)
    guard FileSystem.exists(path) else { return nil }
    if LockFile.isHeld(path) { return Standing(owner: ownerName(path), pulse: nil) }
    return foreignStanding(path)
  }

  /// Shows machines that cannot see the lock that the owner is alive.
  func beat() { lock.beat() }

  /// Gives the claim back.
  func release() { lock.remove() }

  private static func ownerName(_ path: String) -> String {
    FileSystem.text(path).flatMap { Owner($0) }.map(\.description) ?? "another process"
  }

  /// The standing of an owner on another machine that has not given the claim back.
  private static func foreignStanding(_ path: String) -> Standing? {
    guard let text = FileSystem.text(path), let owner = Owner(text), !owner.isLocal,
      let time = FileSystem.status(path).map({ Platform.times($0).modified })
    else { return nil }
    return Standing(
      owner: owner.description, pulse: "\(text) \(time.tv_sec).\(time.tv_nsec)")
  }
}

extension Store {
  fileprivate func claimPath(_ key: StageKey) -> String { "\(root)/claims/\(key.hex)" }
}

/// A file locked by this process until it is released; the kernel releases it when the process dies.
///
/// So a lock never outlives its owner, and an unlocked file left behind is only a name.
package final class LockFile: Sendable {
  /// Where it is.
  package let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Locks the file, made when it is missing; nil when another process holds it.
  ///
  /// - Throws: `FileError` when the file cannot be made.
  package static func acquire(_ path: String) throws(FileError) -> LockFile? {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw FileError.system(path, "cannot be created") }
      guard lock(descriptor, LOCK_EX | LOCK_NB) else {
        close(descriptor)
        return nil
      }
      if isStill(path, descriptor) { return LockFile(path: path, descriptor: descriptor) }
      close(descriptor)
    }
  }

  /// Whether a process holds the file at this moment.
  package static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return !lock(descriptor, LOCK_SH | LOCK_NB)
  }

  /// Waits for a shared lock, or for one that excludes all others, and holds it during `body`.
  package static func holding<Result>(
    _ path: String, shared: Bool, _ body: () throws -> Result
  ) throws -> Result {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError.system(path, "cannot be created") }
    defer { close(descriptor) }
    _ = lock(descriptor, shared ? LOCK_SH : LOCK_EX)
    return try body()
  }

  /// The content.
  package var text: String? { FileSystem.text(path) }

  /// Replaces the content.
  package func write(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard written == bytes.count, ftruncate(descriptor, bytes.count) == 0 else {
      throw FileError.system(path, "cannot be written")
    }
  }

  /// Shows others that the owner is alive, where they cannot see the lock.
  package func beat() { futimens(descriptor, nil) }

  /// Removes the file; the lock goes with this object.
  package func remove() { unlink(path) }

  /// File systems without locks (some network mounts) let everyone in: work may then be done twice,
  /// which is harmless, and heartbeats keep that rare.
  private static func lock(_ descriptor: Int32, _ operation: Int32) -> Bool {
    while flock(descriptor, operation) != 0 {
      if errno == EINTR { continue }
      return errno != EWOULDBLOCK
    }
    return true
  }

  private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
    var held = stat()
    var named = stat()
    guard fstat(descriptor, &held) == 0, stat(path, &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}
