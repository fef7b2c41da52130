import Files
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
  /// The same without the `--set` arguments that hold in every row.
  let plainRoot: JSON
  /// The `--set` arguments.
  public let arguments: [String]
  /// Those that hold in every row.
  let lastWords: [LastWord]
  /// The files that it is made of.
  public let documents: Documents

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - arguments: `path=value` overrides; a value that is no JSON is taken as a string.
  ///   - dataFolder: where named files are looked up when they are not beside the experiment.
  ///   - documents: where the file and those it names are read from.
  /// - Throws: `Problems` when the file is missing, is not JSON, or extends what cannot be read.
  public init(
    path: String, arguments: [String] = [], dataFolder: String = "data",
    documents: Documents = Documents()
  ) throws(Problems) {
    self.path = path
    self.documents = documents
    self.arguments = arguments
    name = Self.name(of: path)
    documents.quoteOnly(in: [RepositoryFolder.containing(path), dataFolder])
    var reader = ExperimentReader(
      references: FileReferences(
        experimentFolder: Self.folder(of: path), dataFolder: dataFolder, documents: documents))
    do throws(Problem) {
      try Self.checkName(name, of: path)
      var root = try reader.load(path, extending: [])
      var plain = root
      var words: [LastWord] = []
      for argument in arguments {
        guard let word = reader.apply(argument, to: &root) else { continue }
        if word.isForRows { words.append(word) } else { _ = reader.apply(argument, to: &plain) }
      }
      try reader.problems.throwFirst()
      self.root = root
      plainRoot = plain
      lastWords = words
    } catch {
      reader.problems.add(error)
      throw reader.problems
    }
  }

  /// Lets messages quote what stands in this file's repository and the data folder, and nothing else,
  /// after other experiments were read for it.
  package func quoteOnlyOwn(dataFolder: String) {
    documents.quoteOnly(in: [RepositoryFolder.containing(path), dataFolder])
  }

  /// The folder that the file stands in.
  public var folder: String { Self.folder(of: path) }

  /// What an experiment of this path is called.
  public static func name(of path: String) -> String {
    let components = standardized(path, in: "").split(separator: "/")
    let last = components.last.map { ($0 as NSString).deletingPathExtension } ?? "experiment"
    guard let root = components.dropLast().lastIndex(of: "experiments") else { return last }
    return (components[(root + 1)...].dropLast().map(String.init) + [last])
      .joined(separator: "/")
  }

  /// A name is the path of the results, which must not lead out of their folder nor hide in it.
  private static func checkName(_ name: String, of path: String) throws(Problem) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else { return }
    throw Problem(
      "\(Excerpt.quoted(path)) gives its results no name that is a folder: call the file NAME.json")
  }

  private static func folder(of path: String) -> String {
    path.parentFolder
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
