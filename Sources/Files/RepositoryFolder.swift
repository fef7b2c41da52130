import Foundation

/// The repository that a file belongs to.
public enum RepositoryFolder {
  /// The nearest folder above a file that git keeps; the folder of the file where there is none.
  public static func containing(_ path: String) -> String {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    var folder = file.deletingLastPathComponent()
    while true {
      if access(folder.appendingPathComponent(".git").path, F_OK) == 0 { return folder.path }
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path else { break }
      folder = parent
    }
    return file.deletingLastPathComponent().path
  }
}
