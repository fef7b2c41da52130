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
