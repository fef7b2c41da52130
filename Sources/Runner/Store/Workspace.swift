import Files
import Foundation

/// A folder of the store for the attempts of one process, locked while the process lives.
final class Workspace: Sendable {
  /// The folder.
  let folder: String
  private let lock: LockFile

  /// Makes a folder for this process.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  init(in store: Store) throws(FileError) {
    let owner = Owner.current
    while true {
      let tag = String(UInt64.random(in: .min ... .max), radix: 36)
      let folder = "\(store.root)/work/\(owner.host).\(owner.boot).\(owner.process).\(tag)"
      try FileSystem.makeFolder(folder)
      // A collector of dead folders may have come between; then another name is taken.
      guard let lock = try? LockFile.acquire(folder + "/owner") else {
        if !FileSystem.exists(store.root + "/work") {
          throw FileError(folder, "cannot be created", code: ENOENT)
        }
        continue
      }
      try lock.write(owner.text)
      self.folder = folder
      self.lock = lock
      return
    }
  }

  /// Makes an empty folder for an attempt.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  func makeFolder(_ name: String) throws(FileError) -> String {
    let path = folder + "/" + name
    FileSystem.remove(path)
    try FileSystem.makeFolder(path)
    return path
  }

  /// Removes the folder with all it holds.
  func remove() { FileSystem.remove(folder) }

  /// Removes the folders of processes that have died.
  static func collectDead(in store: Store) {
    for path in dead(in: store) { FileSystem.remove(path) }
  }

  /// The folders of processes that have died, and what they were about to remove.
  static func dead(in store: Store) -> [String] {
    let folders = store.entries(of: "work", kind: .folder)
    let probes = store.entries(of: "work", kind: .file).filter { $0.hasPrefix(".probe-") }
    let names = folders.filter { Owner.isName($0) || $0.hasPrefix(".removed-") } + probes
    return names.map { "\(store.root)/work/\($0)" }.filter { path in
      let isAbandoned = isOld(path)
      let owner = path + "/owner"
      guard FileSystem.kind(owner) == .file else { return isAbandoned }
      let isLocal = FileSystem.text(owner).flatMap { Owner($0) }?.isLocal ?? false
      return (isLocal || isAbandoned) && !LockFile.isHeld(owner)
    }
  }

  /// Whether nothing happened in a folder for a day, by the clock; a clock set back only keeps it.
  private static func isOld(_ path: String) -> Bool {
    let newest = [path, path + "/owner"].compactMap { FileSystem.modified($0) }.max()
    return newest.map { Date().timeIntervalSince1970 - $0 > 86400 } ?? false
  }
}
