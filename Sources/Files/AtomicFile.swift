import Foundation

/// Files that arrive whole or not at all: written beside their place under another name, synced to
/// the disk, renamed, and the folder synced too.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32

  private init(path: String, temporaryPath: String, descriptor: Int32) {
    (self.path, self.temporaryPath, self.descriptor) = (path, temporaryPath, descriptor)
  }

  /// Writes a file of given bytes in place of whatever was there. Missing folders are made.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk; what was there before stays.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(to: path) { (file) throws(FileError) in
      try file.append(bytes)
    }
  }

  /// Writes a UTF-8 text in place of whatever was there. Missing folders are made.
  ///
  /// - Throws: `FileError` when the system refuses; what was there before stays.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a file piece by piece; it takes its place when the closure returns, and leaves no trace
  /// when the closure throws.
  ///
  /// - Throws: what the closure throws, and `FileError` when the system refuses.
  public static func write(
    to path: String, _ body: (borrowing AtomicFile) throws(FileError) -> Void
  ) throws(FileError) {
    let folder = path.parentFolder
    let place = folder.isEmpty ? "." : folder
    try createFolder(place)
    let opened = try openBeside(path, in: place)
    let file = AtomicFile(path: path, temporaryPath: opened.path, descriptor: opened.descriptor)
    do throws(FileError) {
      defer { close(file.descriptor) }
      try body(file)
      guard Platform.flush(file.descriptor) == 0 else {
        throw FileError.system(path, "cannot be written")
      }
    } catch {
      unlink(file.temporaryPath)
      throw error
    }
    guard rename(file.temporaryPath, path) == 0 else {
      let error = FileError.system(path, "cannot be put in place")
      unlink(file.temporaryPath)
      throw error
    }
    syncFolder(place)
  }

  /// Makes a folder and those above it, where they are missing.
  ///
  /// - Throws: `FileError` when the system refuses, or something else has the name.
  public static func createFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT {
      let parent = path.parentFolder
      guard !parent.isEmpty, parent != path else {
        throw FileError.system(path, "cannot be created")
      }
      try createFolder(parent)
      if mkdir(path, 0o777) == 0 { return }
    }
    guard errno == EEXIST else { throw FileError.system(path, "cannot be created") }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(path, "is not a folder")
    }
  }

  /// Opens a new file beside the place; a name that a killed process left behind is passed over.
  private static func openBeside(
    _ path: String, in folder: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    let name = (path as NSString).lastPathComponent
    var opened: (path: String, descriptor: Int32)
    repeat {
      let tag = String(UInt64.random(in: .min ... .max), radix: 36)
      let candidate = "\(folder)/.\(name.prefix(200)).\(tag).partial"
      opened = (candidate, open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
    } while opened.descriptor < 0 && errno == EEXIST
    guard opened.descriptor >= 0 else { throw FileError.system(path, "cannot be written") }
    return opened
  }

  /// Whether nothing was written yet.
  public var isEmpty: Bool { lseek(descriptor, 0, SEEK_CUR) == 0 }

  /// Appends the bytes of elements, as they lie in memory.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk.
  public func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
    if let error = elements.withUnsafeBytes({ write($0) }) { throw error }
  }

  /// Appends bytes.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if let error = write(bytes) { throw error }
  }

  private borrowing func write(_ bytes: UnsafeRawBufferPointer) -> FileError? {
    Descriptor.write(bytes, to: descriptor) ? nil : FileError.system(path, "cannot be written")
  }

  /// Some file systems refuse to sync a folder; the file itself is safe then all the same.
  private static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = Platform.flush(descriptor)
    close(descriptor)
  }
}

/// What is open: a file, a pipe, a socket.
package enum Descriptor {
  /// Writes all of the bytes, in as many calls as the system takes for them.
  ///
  /// - Returns: false when the system refuses; `errno` then says why.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if written > 0 {
        done += written
      } else if written == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }
}

extension String {
  /// The path without its last step: "a/b" of "a/b/c", "/" of "/a", nothing of "a".
  ///
  /// Foundation's `deletingLastPathComponent` ends the process for a name of one letter.
  package var parentFolder: String {
    let slash = UInt8(ascii: "/")
    var rest = utf8.suffix(from: utf8.startIndex)
    while rest.count > 1, rest.last == slash { rest = rest.dropLast() }
    guard let end = rest.lastIndex(of: slash) else { return "" }
    rest = rest[..<end]
    while rest.last == slash { rest = rest.dropLast() }
    return rest.isEmpty ? "/" : String(Substring(rest))
  }
}
