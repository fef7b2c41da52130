import Foundation

/// Files of one folder that take their places together: whoever looks, even after the writer was killed,
/// finds all of them or all that were there before.
///
/// Where the file system can exchange two folders at once (`FolderSwap`), this holds at every moment.
/// Elsewhere (`FolderJournal`) it holds again as soon as the folder is written, or `recover`ed, once more.
public enum FileSet {
  /// Writes files, by their paths inside the folder, in place of whatever was there, and removes the
  /// files of an earlier set that are not among them. All other files of the folder stay.
  ///
  /// One writer at a time: others wait. What a killed writer left behind is put in order first.
  /// - Parameters:
  ///   - files: the files, by their paths inside the folder.
  ///   - earlier: the paths of the files of the set that this one replaces.
  ///   - folder: made when it is missing.
  /// - Throws: `FileError` when the system refuses, as on a full disk, or when a folder stands where a
  ///   file should; what was there before stays.
  public static func write(
    _ files: [(name: String, bytes: [UInt8])], replacing earlier: Set<String> = [],
    to folder: String
  ) throws(FileError) {
    try AtomicFile.createFolder(folder)
    let lock = try FolderLock(folder)
    try withExtendedLifetime(lock) { () throws(FileError) in
      try recover(lock)
      let names = files.map(\.name)
      try checkPlaces(of: names, in: lock.path)
      let dropped = earlier.subtracting(names)
      if try FolderSwap(lock, names, dropped).write(files) { return }
      try FolderJournal(lock.path).write(files, dropping: dropped)
    }
  }

  /// Makes sure that a folder is there, or can be made, and can take files of these names; what a killed
  /// writer left behind is put in order.
  ///
  /// - Throws: `FileError` when the system refuses, or when a folder stands where a file should.
  public static func check(_ folder: String, for names: [String] = []) throws(FileError) {
    try AtomicFile.createFolder(folder)
    guard access(folder, W_OK) == 0 else { throw FileError.system(folder, "cannot be written") }
    try recover(folder)
    try checkPlaces(of: names, in: folder)
  }

  /// Ends what a killed writer had begun, or undoes it; where there is nothing of the kind, nothing
  /// happens.
  ///
  /// - Throws: `FileError` when the system refuses.
  public static func recover(_ folder: String) throws(FileError) {
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    try recover(FolderLock(folder))
  }

  private static func recover(_ lock: FolderLock) throws(FileError) {
    FolderSwap.recover(lock)
    try FolderJournal.recover(lock.path)
  }

  /// Only files stand where files go, and only folders where their folders are.
  private static func checkPlaces(of names: [String], in folder: String) throws(FileError) {
    for name in names {
      let steps = name.split(separator: "/")
      for count in steps.indices.dropFirst() {
        let path = folder + "/" + steps[..<count].joined(separator: "/")
        guard EntryKind(path).map({ $0 == .folder }) ?? true else {
          throw FileError(path, "is no folder, and files have to go into it; move it away")
        }
      }
      guard EntryKind("\(folder)/\(name)") != .folder else {
        throw FileError(
          "\(folder)/\(name)", "is a folder, and a file of this name has to go there; move it away")
      }
    }
  }
}

/// What has a name in a folder, links not followed.
enum EntryKind {
  case file, folder, link, other

  /// Looks; nil when nothing has the name.
  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}

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

/// Files that take their places one by one, after they were all written beside them: for file systems
/// that cannot exchange folders.
///
///     .new-TAG/set/      the files
///     .new-TAG/commit    once all are there: the files of an earlier set that go
///
/// A writer that is killed before `commit` has changed nothing; what it had committed is ended later.
package struct FolderJournal {
  private static let prefix = ".new-"
  private let folder: String

  /// Prepares to write into a folder, which the caller holds alone.
  package init(_ folder: String) { self.folder = folder }

  /// Writes all files, then puts them in their places.
  ///
  /// - Throws: `FileError` when the system refuses.
  package func write(
    _ files: [(name: String, bytes: [UInt8])], dropping dropped: Set<String>
  ) throws(FileError) {
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    let staging = "\(folder)/\(Self.prefix)\(tag)"
    do throws(FileError) {
      for file in files { try AtomicFile.write(file.bytes, to: "\(staging)/set/\(file.name)") }
      try AtomicFile.write(dropped.sorted().joined(separator: "\n"), to: staging + "/commit")
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
    try Self.finish(staging, in: folder)
  }

  /// Ends what was committed, and drops what was not.
  ///
  /// - Throws: `FileError` when the system refuses.
  package static func recover(_ folder: String) throws(FileError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() where name.hasPrefix(prefix) {
      let staging = "\(folder)/\(name)"
      if EntryKind(staging + "/commit") == .file {
        try finish(staging, in: folder)
      } else {
        try? FileManager.default.removeItem(atPath: staging)
      }
    }
  }

  private static func finish(_ staging: String, in folder: String) throws(FileError) {
    let set = staging + "/set"
    let names = FileManager.default.enumerator(atPath: set)?.compactMap { $0 as? String } ?? []
    for name in names.sorted() where EntryKind("\(set)/\(name)") == .file {
      let place = "\(folder)/\(name)"
      try AtomicFile.createFolder(place.parentFolder)
      guard rename("\(set)/\(name)", place) == 0 else {
        throw FileError.system(place, "cannot be put in place")
      }
    }
    let dropped = (try? String(contentsOfFile: staging + "/commit", encoding: .utf8)) ?? ""
    for name in dropped.split(separator: "\n") {
      unlink("\(folder)/\(name)")
      rmdir("\(folder)/\(String(name).parentFolder)")
    }
    do {
      try FileManager.default.removeItem(atPath: staging)
    } catch {
      throw FileError(staging, "cannot be removed: \(error.localizedDescription)")
    }
  }
}
