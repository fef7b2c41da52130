import Foundation
import Synchronization

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
