import Foundation

/// The files of a folder that belong to no set: a person's notes and pictures beside a report.
struct OtherFiles {
  private let names: Set<String>
  /// The folders that files of the set are in.
  private let shared: Set<String>

  /// All files but those of these names.
  init(than names: Set<String>) {
    self.names = names
    var shared: Set<String> = []
    for name in names {
      var folder = name.parentFolder
      while !folder.isEmpty, folder != "/" {
        shared.insert(folder)
        folder = folder.parentFolder
      }
    }
    self.shared = shared
  }

  /// Lets files of one folder be found in another as well, which is to take its name for a moment:
  /// files as hard links, folders as links to where the first will be then.
  ///
  /// - Throws: `FileError` when the system refuses.
  func standIn(for place: String, at second: String, wrapper: String) throws(FileError) {
    try standIn(for: place, at: second, wrapper, in: "", up: "../")
  }

  private func standIn(
    for place: String, at second: String, _ wrapper: String, in folder: String, up: String
  ) throws(FileError) {
    let home = (wrapper as NSString).lastPathComponent + "/set/"
    for path in Self.paths(of: place, in: folder) where !names.contains(path) {
      let copy = second + "/" + path
      switch EntryKind("\(place)/\(path)") {
      case .folder where shared.contains(path):
        try AtomicFile.createFolder(copy)
        try standIn(for: place, at: second, wrapper, in: path, up: up + "../")
      case .file, .link, .other:
        if link("\(place)/\(path)", copy) == 0 { continue }
        fallthrough
      case .folder:
        guard symlink(up + home + path, copy) == 0 else {
          throw FileError.system(copy, "cannot be linked")
        }
      case nil: continue
      }
    }
    // A folder that only stood for files that go.
    if !folder.isEmpty { rmdir("\(second)/\(folder)") }
  }

  /// Moves files from a folder that goes to the one that stays, unless they are there already. Of two
  /// that differ the one that was changed last stays.
  ///
  /// - Returns: Whether nothing is left behind that would be missed.
  func bringBack(from gone: String, to place: String) -> Bool {
    bringBack(from: gone, to: place, in: "")
  }

  private func bringBack(from gone: String, to place: String, in folder: String) -> Bool {
    var isComplete = true
    for path in Self.paths(of: gone, in: folder) where !names.contains(path) {
      let (old, new) = (gone + "/" + path, place + "/" + path)
      guard !Self.isStandIn(old) else { continue }
      if EntryKind(old) == .folder, shared.contains(path) {
        mkdir(new, 0o777)
        isComplete = bringBack(from: gone, to: place, in: path) && isComplete
        rmdir(new)
        continue
      }
      if Self.isStandIn(new) { unlink(new) }
      if EntryKind(new) == nil || Self.isNewer(old, than: new) {
        isComplete = rename(old, new) == 0 && isComplete
      } else if EntryKind(old) == .folder {
        isComplete = false
      }
    }
    return isComplete
  }

  private static func paths(of root: String, in folder: String) -> [String] {
    let place = folder.isEmpty ? root : root + "/" + folder
    let found = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return found.sorted().map { folder.isEmpty ? $0 : folder + "/" + $0 }
  }

  /// Whether something is a link that `standIn` made.
  private static func isStandIn(_ path: String) -> Bool {
    guard EntryKind(path) == .link,
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    else { return false }
    return target.hasPrefix("../") && target.contains(".swap/set/")
  }

  private static func isNewer(_ path: String, than other: String) -> Bool {
    var (status, known) = (stat(), stat())
    guard lstat(path, &status) == 0, lstat(other, &known) == 0, status.st_ino != known.st_ino
    else { return false }
    let (time, other) = (Platform.times(status).modified, Platform.times(known).modified)
    return (time.tv_sec, time.tv_nsec) > (other.tv_sec, other.tv_nsec)
  }
}
