import Foundation

/// Files of one folder that take their places together: all of them are written and synced before the
/// first is renamed, so that a full disk changes nothing.
public enum FileSet {
  private static let stagingPrefix = ".new-"

  /// Writes files, by their paths inside the folder, in place of whatever was there.
  ///
  /// One writer at a time: others wait. What a killed writer left behind is removed.
  /// - Throws: `FileError` when the system refuses, as on a full disk; what was there before stays.
  public static func write(
    _ files: [(name: String, bytes: [UInt8])], to folder: String
  ) throws(FileError) {
    try AtomicFile.createFolder(folder)
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    // Where a file system has no locks, two writers at once write the same bytes anyway.
    while flock(lock, LOCK_EX) != 0, errno == EINTR {}
    removeStaging(in: folder)
    let staging = "\(folder)/\(stagingPrefix)\(getpid())"
    defer { removeStaging(in: folder) }
    for file in files { try AtomicFile.write(file.bytes, to: "\(staging)/\(file.name)") }
    for file in files {
      let place = "\(folder)/\(file.name)"
      try AtomicFile.createFolder((place as NSString).deletingLastPathComponent)
      guard rename("\(staging)/\(file.name)", place) == 0 else {
        throw FileError.system(place, "cannot be put in place")
      }
    }
    if lock >= 0 { fsync(lock) }
  }

  /// Makes sure that a folder is there, or can be made, and can be written.
  ///
  /// - Throws: `FileError` when the system refuses.
  public static func check(_ folder: String) throws(FileError) {
    try AtomicFile.createFolder(folder)
    guard access(folder, W_OK) == 0 else { throw FileError.system(folder, "cannot be written") }
  }

  private static func removeStaging(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(stagingPrefix) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
