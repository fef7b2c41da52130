import Foundation
import Synchronization

/// The one place where files are opened to be read.
///
/// Only regular files are: a named pipe would keep the program waiting for a writer, a device or a
/// socket for ever. And where a confinement holds (`--confine`), only files inside it are.
public enum RegularFile {
  /// Opens a file without waiting for anything.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isOfSystem: whether it belongs to the system, which no experiment can have put there: no
  ///     confinement holds.
  /// - Returns: the descriptor, which the caller closes, and the size in bytes.
  /// - Throws: `FileError` when it is missing, unreadable, outside the confinement, or anything but
  ///   a regular file.
  static func open(
    _ path: String, isOfSystem: Bool = false
  ) throws(FileError) -> (descriptor: Int32, size: Int) {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      // A socket cannot be opened at all, and says so in words of its own.
      throw errno == ENXIO ? FileError(path, notRegular) : .system(path, "cannot be opened")
    }
    do throws(FileError) {
      let size = try size(of: descriptor, path)
      if !isOfSystem { try Confinement.current?.check(descriptor: descriptor, path) }
      return (descriptor, size)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// All bytes of a file, copied.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: the most bytes it may have.
  ///   - isOfSystem: whether it belongs to the system, so that no confinement holds.
  /// - Returns: the bytes.
  /// - Throws: `FileError` when it cannot be opened or read, or is larger.
  public static func bytes(
    at path: String, limit: Int = .max, isOfSystem: Bool = false
  ) throws(FileError) -> [UInt8] {
    let (descriptor, size) = try open(path, isOfSystem: isOfSystem)
    defer { close(descriptor) }
    guard size <= limit else {
      throw FileError(path, "has \(size) bytes; at most \(limit) are read")
    }
    var done = 0
    var code: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while done < size {
        let read = Foundation.read(descriptor, buffer.baseAddress?.advanced(by: done), size - done)
        if read == 0 { break }
        if read > 0 {
          done += read
        } else if errno != EINTR {
          code = errno
          break
        }
      }
      count = done
    }
    if let code { throw FileError(path, "cannot be read", code: code) }
    guard done == size else { throw FileError(path, "was cut off while it was read") }
    return bytes
  }

  /// The size of an open file.
  ///
  /// - Throws: `FileError` when it is no regular file.
  static func size(of descriptor: Int32, _ path: String) throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(path, "cannot be examined") }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Int(status.st_size)
    case S_IFDIR: throw FileError(path, "is a folder, not a file")
    default: throw FileError(path, notRegular)
    }
  }

  private static let notRegular =
    "is not a regular file: named pipes, sockets and devices are not read"
}

/// What is wrong with a file: which one, what, and what to do about it.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// What is wrong, as it follows the name: "ends after 1200 of 26112128 bytes".
  public let reason: String
  /// The `errno` of the call that failed, when the system refused one; not compared.
  public let code: Int32?

  /// Says what is wrong with a file.
  public init(_ path: String, _ reason: String, code: Int32? = nil) {
    self.path = path
    self.reason = reason
    self.code = code
  }

  /// `path: reason`
  public var description: String { "\(path): \(reason)" }

  /// Errors are equal when they say the same of the same file.
  public static func == (left: FileError, right: FileError) -> Bool {
    left.path == right.path && left.reason == right.reason
  }

  /// What the system says about the call that just failed, as it follows the action: "cannot be
  /// written".
  public static func system(_ path: String, _ action: String) -> FileError {
    let code = errno
    return FileError(path, "\(action): \(String(cString: strerror(code)))", code: code)
  }
}

/// The folders that files may be read in: what lies outside them, an experiment of strangers cannot
/// have read, whatever it names and whatever links lead there.
///
/// It holds for a process and the workers it starts, which is why the environment carries it.
public struct Confinement: Sendable, Equatable {
  /// The folders, as absolute paths without links.
  public let folders: [String]

  /// Confines to folders, whether they are there already or not.
  public init(to folders: [String]) {
    self.folders = folders.compactMap { Self.place(of: $0) }
  }

  /// The variable of the environment that holds the folders, one a line.
  static let variable = "SWEEP_CONFINE"

  private static let state = Mutex<Confinement?>(
    getenv(variable).map { text in
      Confinement(to: String(cString: text).split(separator: "\n").map(String.init))
    })

  /// The confinement of this process; nil where there is none.
  public static var current: Confinement? { state.withLock { $0 } }

  /// What says the same to a process that is started elsewhere: a variable of its environment.
  public var variable: (name: String, value: String) {
    (Self.variable, folders.joined(separator: "\n"))
  }

  /// Confines this process and those it starts.
  public func begin() {
    setenv(variable.name, variable.value, 1)
    Self.state.withLock { $0 = self }
  }

  /// Whether a path leads into one of the folders, links followed.
  public func allows(_ path: String) -> Bool { Self.place(of: path).map(contains) ?? false }

  /// What is said of a path outside.
  public static let refusal =
    "lies outside what --confine lets be read: the repository of the experiment and SWEEP_DATA"

  /// Refuses an open file outside the folders: its own path counts, not the one it was opened by.
  func check(descriptor: Int32, _ path: String) throws(FileError) {
    guard let real = Platform.path(of: descriptor) ?? Self.resolved(path),
      contains(real)
    else { throw FileError(path, Self.refusal) }
  }

  private func contains(_ resolved: String) -> Bool {
    folders.contains { resolved == $0 || resolved.hasPrefix($0 == "/" ? $0 : $0 + "/") }
  }

  /// The path without links; of what does not exist, the place where it would be.
  private static func place(of path: String) -> String? {
    let path = path.isEmpty ? "." : path
    if let resolved = resolved(path) { return resolved }
    let parent = (path as NSString).deletingLastPathComponent
    let name = (path as NSString).lastPathComponent
    guard parent != path, name != "..", name != ".", let folder = place(of: parent) else {
      return nil
    }
    return folder == "/" ? "/" + name : folder + "/" + name
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
