import Foundation

/// The repository that a file belongs to.
public enum RepositoryFolder {
  /// The nearest folder above a file that git keeps; the folder of the file where there is none.
  public static func containing(_ path: String) -> String {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    return root(of: file)?.path ?? file.deletingLastPathComponent().path
  }

  /// The path of a file from the nearest folder above it that git keeps: the same for everyone who has the
  /// repository. Nil where there is none.
  public static func path(of path: String) -> String? {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    guard let root = root(of: file) else { return nil }
    return file.pathComponents.dropFirst(root.pathComponents.count).joined(separator: "/")
  }

  private static func root(of file: URL) -> URL? {
    var folder = file.deletingLastPathComponent()
    while access(folder.appendingPathComponent(".git").path, F_OK) != 0 {
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path else { return nil }
      folder = parent
    }
    return folder
  }
}
