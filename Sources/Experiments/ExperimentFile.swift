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
  /// - Throws: `Problems` when the file is missing, is not JSON, or extends what cannot be read.
  public init(path: String, arguments: [String] = []) throws(Problems) {
    self.path = path
    self.arguments = arguments
    name = Self.name(of: path)
    do {
      var root = try Self.load(path, extending: [])
      for argument in arguments { root = try root.applying(Self.override(argument)) }
      self.root = root
    } catch {
      throw Problems([error])
    }
  }

  /// The folder that the file stands in.
  public var folder: String { (path as NSString).deletingLastPathComponent }

  /// Reads and parses a JSON file.
  static func parse(_ path: String, namedAt location: Location? = nil) throws(Problem) -> JSON {
    let limit = 64 << 20
    guard let data = FileManager.default.contents(atPath: path) else {
      let reason =
        FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
      throw Problem("the file \(path) \(reason)", location: location)
    }
    guard data.count <= limit else {
      throw Problem("\(path) is larger than 64 MB, which no experiment is", location: location)
    }
    return try JSONParser.parse(Source(name: path, bytes: [UInt8](data)))
  }

  /// A file on top of the one it extends: each member is an override, its name a path.
  private static func load(_ path: String, extending chain: [String]) throws(Problem) -> JSON {
    let root = try parse(path)
    guard let members = root.members else {
      throw Problem(
        "an experiment is an object, this is \(root.kind)", location: root.location)
    }
    guard let extends = members.first(where: { $0.name == "extends" }) else { return root }
    guard let base = extends.value.string else {
      throw Problem(
        "expected the path of another experiment, found \(extends.value.kind)",
        at: JSONPath([.name("extends")]), location: extends.value.location)
    }
    let basePath = standardized(base, beside: path)
    guard basePath != path, !chain.contains(basePath), chain.count < 16 else {
      throw Problem(
        "this file extends itself: \((chain + [path, basePath]).joined(separator: " -> "))",
        at: JSONPath([.name("extends")]), location: extends.value.location)
    }
    guard FileManager.default.fileExists(atPath: basePath) else {
      throw Problem(
        "the file \(basePath) does not exist", at: JSONPath([.name("extends")]),
        location: extends.value.location)
    }
    var merged = try load(basePath, extending: chain + [path])
    for member in members where member.name != "extends" {
      let entry = Overrides.Entry(
        path: member.name, value: member.value, location: member.location)
      merged = try merged.applying(entry)
    }
    return JSON(merged.value, location: root.location)
  }

  private static func override(_ argument: String) throws(Problem) -> Overrides.Entry {
    let source = Source(name: "--set \(argument)", bytes: [UInt8](argument.utf8))
    let start = Location(source: source, offset: 0)
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw Problem(
        "--set takes path=value, as training.epochs=5; found \"\(argument)\"", location: start)
    }
    let text = String(argument[argument.index(after: equals)...])
    let value = try? JSONParser.parse(Source(name: source.name, bytes: [UInt8](text.utf8)))
    return Overrides.Entry(
      path: String(argument[..<equals]),
      value: JSON((value ?? .string(text)).value, location: start), location: start)
  }

  private static func name(of path: String) -> String {
    let components = (path as NSString).standardizingPath.split(separator: "/")
    let last = components.last.map { ($0 as NSString).deletingPathExtension } ?? "experiment"
    guard let root = components.dropLast().lastIndex(of: "experiments") else { return last }
    return (components[(root + 1)...].dropLast().map(String.init) + [last])
      .joined(separator: "/")
  }

  /// A path that stands in a file, seen from the working directory.
  static func standardized(_ path: String, beside file: String) -> String {
    if path.hasPrefix("/") { return path }
    let folder = (file as NSString).deletingLastPathComponent
    let joined = (folder as NSString).appendingPathComponent(path)
    var parts: [Substring] = []
    for part in joined.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (joined.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
