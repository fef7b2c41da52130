import Foundation
import Specification

/// Puts the contents of JSON files in the place of their names: `"encoder": "architectures/x.json"`.
///
/// A name is looked up beside the file that it is written in, then under the data folder. Files are
/// read once.
struct FileReferences {
  /// The folder that is searched second.
  let dataFolder: String
  private var files: [String: JSON] = [:]

  init(dataFolder: String) { self.dataFolder = dataFolder }

  /// The value with every file name replaced by what the file holds.
  mutating func resolve(_ json: JSON, depth: Int = 0) throws(Problem) -> JSON {
    switch json.value {
    case .string(let name) where name.hasSuffix(".json"):
      guard depth < 16 else {
        throw Problem("\(name) names files that name it again", location: json.location)
      }
      return try resolve(contents(name, json.location), depth: depth + 1)
    case .array(let elements):
      var resolved: [JSON] = []
      for element in elements { resolved.append(try resolve(element, depth: depth)) }
      return JSON(.array(resolved), location: json.location)
    case .object(let members):
      var resolved: [JSON.Member] = []
      for member in members {
        let value =
          Self.plain.contains(member.name) ? member.value : try resolve(member.value, depth: depth)
        resolved.append(JSON.Member(member.name, value, location: member.location))
      }
      return JSON(.object(resolved), location: json.location)
    default: return json
    }
  }

  /// Members whose values are names of files and stay so, and the sweep, whose values are resolved
  /// in the settings that use them.
  private static let plain: Set<String> = ["$schema", "extends", "sweep"]

  private mutating func contents(_ name: String, _ location: Location?) throws(Problem) -> JSON {
    let writtenIn = location?.source.name ?? ""
    let candidates = [
      ExperimentFile.standardized(name, beside: writtenIn),
      (dataFolder as NSString).appendingPathComponent(name),
    ]
    if let path = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      if let known = files[path] { return known }
      let parsed = try ExperimentFile.parse(path, namedAt: location)
      files[path] = parsed
      return parsed
    }
    let places = candidates.joined(separator: ", ")
    throw Problem("the file \(name) does not exist (looked at \(places))", location: location)
  }
}
