import Foundation

/// A folder held by one writer; others wait. The kernel lets go when the process dies.
///
/// Where a file system has no locks, everybody is let in: two writers at once write the same bytes.
final class FolderLock {
  /// The folder, without links on the way to it.
  let path: String
  private let descriptor: Int32

  /// Waits until the folder is free, and holds it until this object goes.
  ///
  /// - Throws: `FileError` when there is no such folder.
  init(_ folder: String) throws(FileError) {
    while true {
      guard let found = realpath(folder, nil) else {
        throw FileError.system(folder, "cannot be found")
      }
      defer { free(found) }
      let resolved = String(cString: found)
      let descriptor = open(resolved, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.system(folder, "cannot be opened") }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      // Another writer may have put a folder in its place meanwhile.
      if Self.identity(descriptor) == Self.identity(of: resolved) {
        path = resolved
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }

  /// The number by which the file system knows a folder; nil when there is none.
  static func identity(of path: String) -> UInt64? {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  private static func identity(_ descriptor: Int32) -> UInt64? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : nil
  }
}
