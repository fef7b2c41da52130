import Datasets
import Experiments
import Files
import Foundation
import Numerics
import Pipeline
import Specification
import TestSupport
import Testing

/// Whatever stands in an experiment in place of a number, a word or a list: it is planned, or there is
/// a message with a place.
@Suite("Values of shipped experiments")
struct ShippedValueTests {
  private static let numbers: [Double] = [
    1e308, -1e308, -1, 0, 0.5, .leastNonzeroMagnitude, 9_007_199_254_740_991, 9_007_199_254_740_994,
    2_147_483_648,
  ]

  private static let words = [
    "", "NaN", "nan", "-0", "null", "../../etc/passwd", "x.json", "\u{0}", "\u{1B}[2J", "é́é́",
    "kmeans",
  ]

  private static let structures: [JSON] = [
    .null, true.json, .array([]), .object([]), .array([.null]), .array([.array([.array([])])]),
    .array((0..<5000).map { .number($0) }), .object([("", .null)]), nested(200),
    .object([("kmeans", .object([("clusters", .number(1e300))]))]),
    .object([("from", .number(0)), ("to", .number(1e300)), ("step", .number(1e-300))]),
  ]

  private static let wild =
    numbers.map { JSON.number($0) } + words.map { JSON.string($0) } + structures

  private static func nested(_ depth: Int) -> JSON {
    (0..<depth).reduce(JSON.array([])) { inner, _ in .array([inner]) }
  }

  /// The shipped experiment, on tiny images of the kind that it wants.
  private func experiment(_ path: String, in folder: TemporaryFolder) throws -> JSON {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let json = try JSONParser.parse(Source(name: path, bytes: Array(text.utf8)))
    guard json["extends"] == nil, let dataset = json["dataset"]?.members else { return json }
    let side = text.contains("fashion") || path.contains("quickstart") ? 28 : 32
    let channels = side == 28 ? 1 : 3
    let count = 24
    try NPYFile.write(
      (0..<count * side * side * channels).map { UInt8(truncatingIfNeeded: $0 &* 31) },
      shape: [count, side, side, channels], to: folder.path("images.npy"))
    try NPYFile.write((0..<count).map { $0 % 2 }, to: folder.path("labels.npy"))
    let members = dataset.map { member -> (String, JSON) in
      let isSplit = ["train", "validation", "test"].contains(member.name)
      let source = JSON.object([
        ("images", .string("images.npy")), ("labels", .string("labels.npy")),
      ])
      return (member.name, isSplit ? source : member.value)
    }
    return .object(
      (json.members ?? []).map { ($0.name, $0.name == "dataset" ? .object(members) : $0.value) })
  }

  /// The value with the n-th of the values in it replaced; nil when there are fewer.
  private func replacing(_ index: inout Int, with value: JSON, in json: JSON) -> JSON? {
    if index == 0 { return value }
    index -= 1
    switch json.value {
    case .array(var elements):
      for place in elements.indices {
        guard let changed = replacing(&index, with: value, in: elements[place]) else { continue }
        elements[place] = changed
        return .array(elements)
      }
    case .object(let members):
      for place in members.indices {
        guard let changed = replacing(&index, with: value, in: members[place].value) else {
          continue
        }
        return .object(
          members.enumerated().map { ($1.name, $0 == place ? changed : $1.value) })
      }
    default: break
    }
    return nil
  }

  private func count(_ json: JSON) -> Int {
    1 + (json.elements ?? json.members?.map(\.value) ?? []).map(count).reduce(0, +)
  }

  @Test("a wild value is planned or answered at its place", arguments: Repository.experiments)
  func replaced(path: String) throws {
    let folder = try TemporaryFolder()
    let original = try experiment(path, in: folder)
    let size = count(original)
    var refused = 0
    for index in 0..<80 {
      let name = (path as NSString).lastPathComponent
      var stream = RandomStream(seed: 13, purpose: name, index: UInt64(index))
      var place = 1 + stream.integer(below: size - 1)
      let value = Self.wild[stream.integer(below: Self.wild.count)]
      guard let json = replacing(&place, with: value, in: original) else { continue }
      try folder.write(Array(json.pretty.utf8), to: "experiments/x.json")
      do {
        // What the files of the project name is found beside them.
        let data = Repository.root + "/experiments"
        let file = try ExperimentFile(path: folder.path("experiments/x.json"), dataFolder: data)
        let resolver = PathResolver(folders: [folder.path, data])
        _ = try SweepPlan(
          ExpandedSweep(file, dataFolder: data),
          catalogue: DatasetCatalogue(resolver: resolver, hashFolder: folder.path("hashes")))
      } catch let problems as Problems {
        refused += 1
        #expect(
          problems.list.allSatisfy { $0.location != nil },
          "value \(index), \(value.canonical.prefix(60)): \(problems)")
        #expect(!problems.isEmpty && problems.description.utf8.count < 30_000)
      }
    }
    #expect(refused > 10)
  }
}
