import CProcess
import Foundation

/// Puts files into a folder so that at every moment either all or none of them are there.
///
/// The new set is written into a second folder beside the first, with stand-ins for all other files;
/// the two are exchanged at once. Then the first folder, out of sight, is brought up to date and
/// exchanged back: it stays the same folder for whoever stands in it, and the other files never move.
///
///     .NAME.TAG.swap/set/     the second folder
///     .NAME.TAG.swap/names    its number, and the files of both sets, by which the next writer puts in
///                             order what a killed one left
struct FolderSwap {
  private let place: String
  private let wrapper: String
  private let names: [String]
  private let dropped: Set<String>
  private let other: OtherFiles
  private var second: String { wrapper + "/set" }

  /// Prepares to write files of these names and to remove others.
  init(_ lock: FolderLock, _ names: [String], _ dropped: Set<String>) {
    place = lock.path
    self.names = names
    self.dropped = dropped
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    wrapper = Self.prefix(of: place) + tag + Self.suffix
    other = OtherFiles(than: dropped.union(names))
  }

  private static let suffix = ".swap"

  private static func prefix(of place: String) -> String {
    let name = (place as NSString).lastPathComponent.prefix(150)
    let parent = place.parentFolder
    return (parent == "/" ? "" : parent) + "/.\(name)."
  }

  /// Writes the files; false, with nothing changed, where folders cannot be exchanged.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk; nothing is changed then.
  func write(_ files: [(name: String, bytes: [UInt8])]) throws(FileError) -> Bool {
    guard mkdir(wrapper, 0o777) == 0 else { return false }
    var isEmptied = true
    defer { if isEmptied { Self.remove(wrapper) } }
    guard mkdir(second, 0o777) == 0, let number = FolderLock.identity(of: second) else {
      throw FileError.system(second, "cannot be created")
    }
    let lines = ["\(number)"] + names + dropped.sorted()
    try AtomicFile.write(lines.joined(separator: "\n"), to: wrapper + "/names")
    for file in files { try AtomicFile.write(file.bytes, to: "\(second)/\(file.name)") }
    try other.standIn(for: place, at: second, wrapper: wrapper)
    copyMode()
    // Whoever comes between the two exchanges waits as well.
    let lock = try FolderLock(second)
    return withExtendedLifetime(lock) {
      guard cp_exchange(place, second) == 0 else { return false }
      // Without hard links the second folder stays in the place of the first.
      if bringUpToDate() { _ = cp_exchange(place, second) }
      isEmptied = other.bringBack(from: second, to: place)
      sync()
      return true
    }
  }

  /// Makes the folder that is out of sight equal to the one in place.
  private func bringUpToDate() -> Bool {
    for name in dropped {
      unlink("\(second)/\(name)")
      let folder = name.parentFolder
      if !folder.isEmpty { rmdir("\(second)/\(folder)") }
    }
    for name in names {
      let path = "\(second)/\(name)"
      let folder = path.parentFolder
      guard (try? AtomicFile.createFolder(folder)) != nil else { return false }
      unlink(path)
      guard link("\(place)/\(name)", path) == 0 else { return false }
    }
    return true
  }

  private func copyMode() {
    var status = stat()
    if stat(place, &status) == 0 { chmod(second, status.st_mode & 0o7777) }
  }

  private func sync() {
    for folder in [place, place.parentFolder] {
      let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      _ = Platform.flush(descriptor)
      close(descriptor)
    }
  }

  /// Removes what killed writers left beside a folder; other files that wait there go back.
  static func recover(_ lock: FolderLock) {
    let prefix = (Self.prefix(of: lock.path) as NSString).lastPathComponent
    let parent = lock.path.parentFolder
    let found = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in found where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      // `a.b` has a swap of its own beside `a`.
      guard !name.dropFirst(prefix.count).dropLast(suffix.count).contains(".") else { continue }
      let wrapper = parent + "/" + name
      guard EntryKind(wrapper) == .folder else { continue }
      let text = (try? String(contentsOfFile: wrapper + "/names", encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n").map(String.init)
      if let number = lines.first, let there = FolderLock.identity(of: wrapper + "/set"),
        number != "\(there)"
      {
        let other = OtherFiles(than: Set(lines.dropFirst()))
        guard other.bringBack(from: wrapper + "/set", to: lock.path) else { continue }
      }
      remove(wrapper)
    }
  }

  private static func remove(_ wrapper: String) {
    try? FileManager.default.removeItem(atPath: wrapper)
  }
}

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
