import Foundation

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
