import Foundation

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
