import Foundation

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
