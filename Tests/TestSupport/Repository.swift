import Foundation

/// The repository, found from this file.
public enum Repository {
  /// Its folder.
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The experiments that ship, by path, those in subfolders too.
  public static var experiments: [String] {
    let folder = root + "/experiments"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let outside = ["schema.json"]
    return names.filter { name in
      name.hasSuffix(".json") && !outside.contains(name)
        && !["architectures", "datasets", "data"].contains { name.contains("\($0)/") }
    }.sorted().map { "\(folder)/\($0)" }
  }
}
