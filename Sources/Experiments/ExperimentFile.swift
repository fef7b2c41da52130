import Foundation
import Specification

/// An experiment file as it is written: what it extends put below it, overrides of the command line
/// on top, its sweep not yet expanded.
public struct ExperimentFile: Sendable {
  /// The name of its results: the path below the folder `experiments`, without the ending.
  public let name: String
  /// The path, as the user wrote it.
  public let path: String
  /// The value of the whole file.
  public let root: JSON
  /// The `--set` arguments.
  public let arguments: [String]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - arguments: `path=value` overrides; a value that is no JSON is taken as a string.
  ///   - dataFolder: where named files are looked up when they are not beside the experiment.
  /// - Throws: `Problems` when the file is missing, is not JSON, or extends what cannot be read.
  public init(
    path: String, arguments: [String] = [], dataFolder: String = "data"
  ) throws(Problems) {
    self.path = path
    self.arguments = arguments
    name = Self.name(of: path)
    var reader = ExperimentReader(
      references: FileReferences(experimentFolder: Self.folder(of: path), dataFolder: dataFolder))
    do throws(Problem) {
      var root = try reader.load(path, extending: [])
      for argument in arguments { reader.apply(argument, to: &root) }
      try reader.problems.throwFirst()
      self.root = root
    } catch {
      reader.problems.add(error)
      throw reader.problems
    }
  }

  /// The folder that the file stands in.
  public var folder: String { Self.folder(of: path) }

  /// An experiment is no longer than this, in bytes.
  private static let sizeLimit = 8 << 20

  /// Reads and parses a JSON file.
  static func parse(_ path: String, namedAt location: Location? = nil) throws(Problem) -> JSON {
    var isFolder: ObjCBool = false
    let files = FileManager.default
    guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Problem("the file \(path) does not exist" + neighbour(of: path), location: location)
    }
    guard !isFolder.boolValue else {
      throw Problem("\(path) is a folder; name a JSON file", location: location)
    }
    let size = (try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= sizeLimit else {
      throw Problem("\(path) is larger than 8 MB, which no experiment is", location: location)
    }
    guard let data = files.contents(atPath: path) else {
      throw Problem("the file \(path) cannot be read", location: location)
    }
    return try JSONParser.parse(Source(name: path, bytes: [UInt8](data)))
  }

  /// "; did you mean …?" for a file of nearly the same name in the same folder.
  private static func neighbour(of path: String) -> String {
    let folder = folder(of: path)
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    let near = Spelling.nearest(
      to: (path as NSString).lastPathComponent, among: (names ?? []).sorted())
    return near.map { "; did you mean \(standardized($0, in: folder))?" } ?? ""
  }

  private static func name(of path: String) -> String {
    let components = standardized(path, in: "").split(separator: "/")
    let last = components.last.map { ($0 as NSString).deletingPathExtension } ?? "experiment"
    guard let root = components.dropLast().lastIndex(of: "experiments") else { return last }
    return (components[(root + 1)...].dropLast().map(String.init) + [last])
      .joined(separator: "/")
  }

  private static func folder(of path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }

  /// A path that stands in a file, seen from the working directory.
  static func standardized(_ path: String, beside file: String) -> String {
    standardized(path, in: folder(of: file))
  }

  /// A path seen from a folder, without `.` and, where that is possible, `..`.
  static func standardized(_ path: String, in folder: String) -> String {
    let joined = path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    let isAbsolute = joined.hasPrefix("/")
    var parts: [Substring] = []
    for part in joined.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}

extension Problems {
  fileprivate func throwFirst() throws(Problem) {
    if let first = list.first { throw first }
  }
}
