import Foundation

/// What is wrong with a file: which one, what, and what to do about it.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// What is wrong, as it follows the name: "ends after 1200 of 26112128 bytes".
  public let reason: String

  /// Says what is wrong with a file.
  public init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`
  public var description: String { "\(path): \(reason)" }

  /// What the system says about the call that just failed.
  static func system(_ path: String, _ action: String) -> FileError {
    FileError(path, "\(action): \(String(cString: strerror(errno)))")
  }
}
