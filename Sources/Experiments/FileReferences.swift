import Files
import Foundation
import NeuralNetworks
import Specification

/// Puts the contents of JSON files in the place of their names: `"encoder": "architectures/x.json"`.
///
/// A name is looked up beside the file that it is written in (a name on the command line: in the
/// working directory, then beside the experiment), then under the data folder. Files are read once.
struct FileReferences {
  /// The folder that the experiment stands in.
  let experimentFolder: String
  /// The folder that is searched last.
  let dataFolder: String
  /// Where the files are read from.
  let documents: Documents
  /// Names that led nowhere.
  private(set) var unresolved: Set<Location> = []
  private var files: [String: Resolved] = [:]
  private var chain: [String] = []

  /// The contents of a file, and how many values they hold.
  private struct Resolved {
    var json: JSON
    var size: Int
  }

  /// Files that name files may hold this many values together.
  private static let sizeLimit = 1_000_000

  init(experimentFolder: String, dataFolder: String, documents: Documents) {
    self.documents = documents
    self.experimentFolder = experimentFolder
    self.dataFolder = dataFolder
  }

  /// The value with every file name replaced by what the file holds. Names that lead nowhere are
  /// problems and stay as they are.
  mutating func resolve(_ json: JSON, into problems: inout Problems) -> JSON {
    var size = 0
    return resolve(json, size: &size, into: &problems)
  }

  /// What a file name stands for; any other value stays as it is.
  ///
  /// - Throws: `Problem` when there is no such file or it is no JSON.
  mutating func opening(_ json: JSON) throws(Problem) -> JSON {
    guard Self.isReference(json) else { return json }
    var problems = Problems()
    var size = 0
    let contents = resolve(json, size: &size, into: &problems)
    if let first = problems.list.first { throw first }
    return contents
  }

  /// What the file holds that a value names, the names in it left as they are; any other value.
  func contents(of json: JSON, into problems: inout Problems) -> JSON {
    guard let name = json.string, Self.isReference(json) else { return json }
    do throws(Problem) {
      return try documents.parse(try path(name, json.location), namedAt: json.location)
    } catch {
      problems.add(error)
      return json
    }
  }

  /// Whether a value is the name of a JSON file.
  static func isReference(_ json: JSON) -> Bool {
    json.string.map { $0.hasSuffix(".json") } ?? false
  }

  private mutating func resolve(
    _ json: JSON, size: inout Int, into problems: inout Problems
  ) -> JSON {
    size += 1
    switch json.value {
    case .string(let name) where name.hasSuffix(".json"):
      do throws(Problem) {
        let found = try contents(name, json.location, into: &problems)
        size += found.size
        guard size <= Self.sizeLimit else {
          throw Problem(
            "with this file the experiment holds more than \(Self.sizeLimit) values",
            location: json.location)
        }
        return found.json
      } catch {
        problems.add(error)
        if let location = json.location { unresolved.insert(location) }
        return json
      }
    case .array(let elements):
      return JSON(
        .array(elements.map { resolve($0, size: &size, into: &problems) }),
        location: json.location)
    case .object(let members):
      let resolved = members.map { member in
        let value =
          Self.plain.contains(member.name)
          ? member.value : resolve(member.value, size: &size, into: &problems)
        return JSON.Member(member.name, value, location: member.location)
      }
      return JSON(.object(resolved), location: json.location)
    default: return json
    }
  }

  /// Members whose values are text or names of files and stay so, and the sweep, whose values are
  /// resolved in the settings that use them.
  private static let plain: Set<String> = [
    "$schema", "extends", "title", "question", "sweep", "author", "date", "introduction",
    "discussion", "captions", "headings", TransferredWeights.kind,
  ]

  private mutating func contents(
    _ name: String, _ location: Location?, into problems: inout Problems
  ) throws(Problem) -> Resolved {
    let path = try path(name, location)
    if let known = files[path] { return known }
    guard !chain.contains(path), chain.count < 16 else {
      throw Problem(
        "files name each other in a circle: \((chain + [path]).joined(separator: " -> "))",
        location: location)
    }
    chain.append(path)
    defer { chain.removeLast() }
    let parsed = try documents.parse(path, namedAt: location)
    var resolved = Resolved(json: parsed, size: 0)
    resolved.json = resolve(parsed, size: &resolved.size, into: &problems)
    files[path] = resolved
    return resolved
  }

  /// The text of a file that is no JSON.
  ///
  /// - Throws: `Problem` when there is no such file or it is no text.
  func text(named name: String, at location: Location?) throws(Problem) -> Source {
    try documents.text(try path(name, location), namedAt: location)
  }

  /// Where the file of a name lies.
  private func path(_ name: String, _ location: Location?) throws(Problem) -> String {
    let candidates = candidates(for: name, writtenIn: location?.source)
    if let path = candidates.first(where: { documents.exists($0) }) {
      return path
    }
    guard candidates.allSatisfy({ documents.isAllowed($0) }) else {
      throw Problem("\(Excerpt.quoted(name)) \(Confinement.refusal)", location: location)
    }
    let places = candidates.joined(separator: " and ")
    throw Problem(
      "the file \(Excerpt.quoted(name)) does not exist (looked for \(places))",
      location: location)
  }

  private func candidates(for name: String, writtenIn source: Source?) -> [String] {
    var places: [String] = []
    if let source, !source.isArgument {
      places.append(ExperimentFile.standardized(name, beside: source.name))
    } else {
      places.append(name)
      places.append(ExperimentFile.standardized(name, in: experimentFolder))
    }
    places.append(ExperimentFile.standardized(name, in: dataFolder))
    return places.enumerated().filter { !places[..<$0].contains($1) }.map(\.element)
  }
}
