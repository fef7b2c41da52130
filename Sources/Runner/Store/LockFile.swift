import Files
import Foundation

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
