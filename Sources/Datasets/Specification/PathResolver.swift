import Files
import Foundation
import Specification

/// Finds the files that an experiment names.
public struct PathResolver: Sendable {
  /// The folders in which relative paths are looked up, first come first served.
  public let folders: [String]

  /// Looks in given folders.
  public init(folders: [String]) { self.folders = folders }

  /// Looks beside the experiment file, then in the data folder (`SWEEP_DATA`, else `data`).
  public init(experimentFolder: String, dataFolder: String) {
    folders = experimentFolder == dataFolder ? [dataFolder] : [experimentFolder, dataFolder]
  }

  /// The path of a file or folder that exists.
  ///
  /// - Throws: `SourceError` with the places looked at, and the nearest name there is.
  public func resolve(_ path: String, for field: String) throws(SourceError) -> String {
    let candidates = path.hasPrefix("/") ? [path] : folders.map { Self.join($0, path) }
    if let outside = Confinement.current, !candidates.allSatisfy(outside.allows) {
      throw SourceError(field, "\(path) \(Confinement.refusal)")
    }
    let files = FileManager.default
    if let found = candidates.first(where: { files.fileExists(atPath: $0) }) { return found }
    let near = candidates.lazy.compactMap { Self.neighbour(of: $0) }.first
    let places = candidates.joined(separator: " and ")
    let home = "~ is known to the shell alone: write the whole path, or one below SWEEP_DATA"
    let advice =
      path.hasPrefix("~/")
      ? home
      : near.map { "did you mean \"\($0)\"?" }
        ?? "SWEEP_DATA names the folder in which data is looked for"
    throw SourceError(field, "\(path) was not found (looked for \(places)); \(advice)")
  }

  /// A relative path seen from the file that it is written in, which may stand in another folder than
  /// the experiment (from the command line: from the working directory).
  ///
  /// - Returns: the absolute path, where it leads somewhere from there; else the path as it is, for
  ///   `resolve`.
  public func placed(_ path: String, writtenIn source: Source?) -> String {
    guard let source else { return path }
    let home = source.isArgument ? "" : source.name.parentFolder
    guard !path.hasPrefix("/"), source.isArgument || home != folders.first ?? "" else {
      return path
    }
    let place = URL(fileURLWithPath: (home as NSString).appendingPathComponent(path))
      .standardizedFileURL.path
    return FileManager.default.fileExists(atPath: Self.parts(of: place).file) ? place : path
  }

  /// The path of a file that exists, and the name of one of its arrays where it is written behind a
  /// number sign: `train.npz#x_train`.
  ///
  /// - Throws: `SourceError` with the places looked at, and the nearest name there is.
  func resolveArray(
    _ path: String, for field: String
  ) throws(SourceError) -> (path: String, key: String?) {
    let (file, key) = Self.parts(of: path)
    return (try resolve(file, for: field), key)
  }

  /// The file and the array that a path names; a number sign belongs to the name of a file unless that
  /// ends in `.npz`.
  static func parts(of path: String) -> (file: String, key: String?) {
    guard let mark = path.range(of: ".npz#", options: .caseInsensitive) else { return (path, nil) }
    return (String(path[..<path.index(before: mark.upperBound)]), String(path[mark.upperBound...]))
  }

  private static func join(_ folder: String, _ path: String) -> String {
    folder.isEmpty || folder == "." ? path : (folder as NSString).appendingPathComponent(path)
  }

  /// A file of nearly the same name in the same folder.
  private static func neighbour(of path: String) -> String? {
    let folder = path.parentFolder
    let name = (path as NSString).lastPathComponent
    let place = folder.isEmpty ? "." : folder
    let names = try? FileManager.default.contentsOfDirectory(atPath: place).sorted()
    return Spelling.nearest(to: name, among: names ?? []).map { join(folder, $0) }
  }
}
