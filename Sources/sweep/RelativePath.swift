import Foundation

/// A path seen from a folder, so that an experiment and its images can move together.
enum RelativePath {
  static func text(from folder: String, to path: String) -> String {
    let start = components(folder.isEmpty ? "." : folder)
    let end = components(path)
    let shared = zip(start, end).prefix { $0 == $1 }.count
    // What shares nothing but the root has nothing to move together with.
    guard shared > 1 else { return "/" + end.dropFirst().joined(separator: "/") }
    let up = Array(repeating: "..", count: start.count - shared)
    return (up + end.dropFirst(shared)).joined(separator: "/")
  }

  private static func components(_ path: String) -> [String] {
    URL(fileURLWithPath: path).standardizedFileURL.pathComponents
  }
}
