import Files
import Foundation
import NeuralNetworks
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

/// Reads an experiment file with what it extends, and puts overrides on top.
struct ExperimentReader {
  /// Opens the files that paths lead through.
  var references: FileReferences
  /// What is wrong so far.
  var problems = Problems()

  init(references: FileReferences) { self.references = references }

  /// A file on top of the one it extends: each member is an override, its name a path.
  ///
  /// - Throws: `Problem` when a file cannot be read, or extends itself.
  mutating func load(
    _ path: String, extending chain: [String], namedAt location: Location? = nil
  ) throws(Problem) -> JSON {
    let root = try references.documents.parse(path, namedAt: location)
    guard let members = root.members else {
      throw Problem("an experiment is an object, this is \(root.kind)", location: root.location)
    }
    guard let extends = members.first(where: { $0.name == "extends" }) else { return root }
    let basePath = try base(extends, of: path, extending: chain)
    var merged = try load(
      basePath, extending: chain + [path], namedAt: extends.value.location)
    for member in members where member.name != "extends" {
      apply(
        Overrides.Entry(path: member.name, value: member.value, location: member.location),
        to: &merged)
    }
    return JSON(merged.value, location: root.location)
  }

  /// Puts a `--set` argument on top.
  ///
  /// - Returns: the argument with the place that it leads to; nil when a problem was added.
  mutating func apply(_ argument: String, to root: inout JSON) -> LastWord? {
    do throws(Problem) {
      let entry = try Self.override(argument)
      let resolved = try root.resolving(entry, opening: &references)
      root = try root.applying(entry, at: resolved, opening: &references)
      return LastWord(entry: entry, resolved: resolved)
    } catch {
      problems.add(error)
      return nil
    }
  }

  private mutating func apply(_ entry: Overrides.Entry, to root: inout JSON) {
    do throws(Problem) {
      let resolved = try root.resolving(entry, opening: &references)
      root = try root.applying(entry, at: resolved, opening: &references)
    } catch {
      problems.add(error)
    }
  }

  private func base(
    _ extends: JSON.Member, of path: String, extending chain: [String]
  ) throws(Problem) -> String {
    let place = JSONPath([.name("extends")])
    guard let name = extends.value.string else {
      throw Problem(
        "expected the path of another experiment, found \(extends.value.kind)",
        at: place, location: extends.value.location)
    }
    let base = ExperimentFile.standardized(name, beside: path)
    let files = (chain + [path]).map { ExperimentFile.standardized($0, in: "") }
    guard !files.contains(base) else {
      throw Problem(
        "this file extends itself: \((files + [base]).joined(separator: " -> "))",
        at: place, location: extends.value.location)
    }
    guard files.count < 16 else {
      throw Problem(
        "more than 16 files extend each other", at: place, location: extends.value.location)
    }
    guard references.documents.isAllowed(base) else {
      throw Problem(
        "\(Excerpt.quoted(name)) \(Confinement.refusal)", at: place,
        location: extends.value.location)
    }
    guard references.documents.exists(base) else {
      throw Problem(
        "the file \(base) does not exist", at: place, location: extends.value.location)
    }
    return base
  }

  /// Reads `path=value`. A value that does not begin like JSON is a string.
  private static func override(_ argument: String) throws(Problem) -> Overrides.Entry {
    let source = Source(name: "--set", bytes: [UInt8](argument.utf8), isArgument: true)
    let start = Location(source: source, offset: 0)
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Problem("--set takes path=value, as training.epochs=5", location: start)
    }
    let offset = parts[0].utf8.count + 1
    let path = parts[0].trimmingCharacters(in: .whitespaces)
    do throws(Problem) {
      let value = try JSONParser.parse(source, from: offset)
      return try checked(Overrides.Entry(path: path, value: value, location: start))
    } catch {
      let opens = parts[1].first.map { "[{\"".contains($0) } ?? false
      if opens { throw error }
      let text = JSON(.string(String(parts[1])), location: Location(source: source, offset: offset))
      return try checked(Overrides.Entry(path: path, value: text, location: start))
    }
  }

  /// An override whose texts can be shown.
  private static func checked(_ entry: Overrides.Entry) throws(Problem) -> Overrides.Entry {
    var problems = Problems()
    JSON.object([(entry.path, entry.value)]).checkTexts {
      problems.add($0, location: $1 ?? entry.location)
    }
    if let first = problems.list.first { throw first }
    return entry
  }
}

/// A file that holds a model alone, as those of `experiments/architectures`: a model, or the list of
/// an encoder's layers.
public enum ArchitectureFile {
  /// Reads a model.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - latent: the size of the latent vector behind a list of layers.
  /// - Returns: the model; nil when the file holds something else, as an experiment.
  /// - Throws: `Problems` when the file is missing, is no JSON, or its model cannot be read.
  public static func read(
    _ path: String, latent: Int?
  ) throws(Problems) -> OneOf<Models>? {
    var problems = Problems()
    do throws(Problem) {
      let root = try Documents().parse(path)
      guard let written = model(root, latent: latent) else { return nil }
      let model = OneOf<Models>.read(written, at: JSONPath(), into: &problems)
      if let model, problems.isEmpty { return model }
    } catch {
      problems.add(error)
    }
    throw problems
  }

  private static func model(_ root: JSON, latent: Int?) -> JSON? {
    if root.elements != nil {
      let size = latent.map { [("latent", JSON.number(Double($0)))] } ?? []
      return .object([(Autoencoder.kind, .object([("encoder", root)] + size))])
    }
    guard let members = root.members, members.count == 1 else { return nil }
    return Models.kinds.contains { $0.kind == members[0].name } ? root : nil
  }
}
