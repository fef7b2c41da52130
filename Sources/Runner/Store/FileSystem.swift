import Files
import Foundation

/// The file system calls of the store, with errors that name the path.
package enum FileSystem {
  /// What a folder entry is.
  package enum Kind { case file, folder, other }

  /// Makes one folder whose parent exists.
  package static func makeFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw FileError.system(path, "cannot be created")
    }
  }

  /// Whether something has this name.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The status of a file, not following links; nil when there is none.
  package static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  /// The names in a folder, sorted; none when there is no such folder.
  ///
  /// - Throws: `FileError` when it cannot be read.
  package static func list(_ folder: String) throws(FileError) -> [String] {
    let names = names(in: folder)
    guard names.isEmpty, exists(folder), access(folder, R_OK | X_OK) != 0 else { return names }
    throw FileError.system(folder, "cannot be read")
  }

  /// The names in a folder, sorted; none when it is missing.
  package static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// What an entry is, not following links.
  package static func kind(_ path: String) -> Kind? {
    guard let status = status(path) else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Removes a file, or a folder with all it holds; what is missing is no matter.
  package static func remove(_ path: String) {
    if kind(path) == .folder {
      for name in names(in: path) { remove(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// The bytes of a file, or of all files below a folder.
  package static func size(_ path: String) -> Int {
    guard kind(path) == .folder else { return Int(status(path)?.st_size ?? 0) }
    return names(in: path).reduce(0) { $0 + size(path + "/" + $1) }
  }

  /// The files below a folder, as sorted relative paths.
  ///
  /// - Throws: `FileError` for anything that is neither a file nor a folder.
  package static func files(below folder: String) throws(FileError) -> [String] {
    var found: [String] = []
    for name in names(in: folder) {
      let path = folder + "/" + name
      switch kind(path) {
      case .file: found.append(name)
      case .folder: for file in try files(below: path) { found.append(name + "/" + file) }
      case .other, nil: throw FileError(path, "is neither a file nor a folder")
      }
    }
    return found
  }

  /// Waits until the disk has a file or folder.
  package static func sync(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.system(path, "cannot be opened") }
    defer { close(descriptor) }
    // Some file systems refuse to sync a folder; its files are safe then all the same.
    guard Platform.flush(descriptor) == 0 || errno == EINVAL else {
      throw FileError.system(path, "cannot be written")
    }
  }

  /// The text of a file, or nil when it cannot be read as UTF-8.
  package static func text(_ path: String) -> String? {
    guard let bytes = try? RegularFile.bytes(at: path) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Writes and syncs a file of a folder that nobody sees yet.
  package static func write(_ text: String, to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o444)
    guard descriptor >= 0 else { throw FileError.system(path, "cannot be written") }
    defer { close(descriptor) }
    guard Array(text.utf8).withUnsafeBytes({ Descriptor.write($0, to: descriptor) }),
      Platform.flush(descriptor) == 0
    else { throw FileError.system(path, "cannot be written") }
  }

  /// Appends a line in one write, so that lines of several processes do not mix.
  package static func append(line: String, to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw FileError.system(path, "cannot be written") }
    defer { close(descriptor) }
    let bytes = Array((line + "\n").utf8)
    guard
      bytes.withUnsafeBytes({ Foundation.write(descriptor, $0.baseAddress, $0.count) })
        == bytes.count
    else { throw FileError.system(path, "cannot be written") }
  }

  /// The last modification as seconds since 1970; nil when there is no such file.
  package static func modified(_ path: String) -> Double? {
    status(path).map { status in
      let time = Platform.times(status).modified
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  }

  /// Marks a file as used now; a store that cannot be written is left as it is.
  package static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }
}
