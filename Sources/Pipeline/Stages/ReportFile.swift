import Experiments
import Files
import Numerics
import Runner
import Specification

/// A JSON file that stages leave, with the type of what it holds: that type alone writes and reads it.
package struct ReportFile<Content: Specifiable>: Sendable {
  /// The name of the file.
  package let name: String

  /// Names a file.
  init(_ name: String = ArtefactFile.report) { self.name = name }

  /// What a file holds.
  ///
  /// - Throws: `FileError` when it cannot be read, `Problem` or `Problems` when it holds something
  ///   else.
  package func content(at path: String) throws -> Content {
    try content(of: StoredFile.json(at: path))
  }

  /// What the JSON of a file says.
  ///
  /// - Throws: `Problems` when it is something else.
  package func content(of json: JSON) throws -> Content {
    var problems = Problems()
    let content = Content.read(json.withNumbersThatAreNone, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    guard let content else { throw Problem("this is no \(Content.typeName)") }
    return content
  }
}

/// What a stage measured: an object of numbers by the names of their metrics.
package struct Measurements: Specifiable, Equatable {
  /// The numbers, each metric once.
  package let list: [Measurement]

  /// Nothing.
  init() { list = [] }

  /// Takes over what was measured.
  ///
  /// - Throws: `StageFailure` for a metric that is not declared, or measured twice.
  init(_ list: [Measurement]) throws {
    var seen: Set<Metric> = []
    for metric in list.map(\.metric) {
      guard MetricRegistry.metric(named: metric.name) != nil else {
        throw StageFailure("the metric \(metric.name) is not declared", isFinal: true)
      }
      guard seen.insert(metric).inserted else {
        throw StageFailure("the metric \(metric.name) was measured twice", isFinal: true)
      }
    }
    self.list = list
  }

  private init(unchecked list: [Measurement]) { self.list = list }

  package static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Measurements? {
    var list: [Measurement] = []
    for member in json.members ?? [] {
      let place = path.appending(member.name)
      guard let metric = MetricRegistry.metric(named: member.name) else {
        problems.add(
          "no metric is called \(Excerpt.quoted(member.name))", at: place,
          location: member.location)
        continue
      }
      if list[metric] != nil { problems.duplicate(member, at: place) }
      // What is no number says no more than what was not measured.
      guard let number = member.value.number, number.isFinite else { continue }
      list.append(Measurement(metric, number))
    }
    return Measurements(unchecked: list)
  }

  package var json: JSON { .object(list.map { ($0.metric.name, .number($0.value)) }) }

  package static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("object"))])
  }

  package static var typeName: String { "object of numbers by metric" }
}

extension JSON {
  /// The numbers that JSON lacks, which the writer makes strings of, as numbers again.
  fileprivate var withNumbersThatAreNone: JSON {
    switch value {
    case .string("NaN"): .number(.nan)
    case .string("Infinity"): .number(.infinity)
    case .string("-Infinity"): .number(-.infinity)
    case .array(let elements): .array(elements.map(\.withNumbersThatAreNone))
    case .object(let members): .object(members.map { ($0.name, $0.value.withNumbersThatAreNone) })
    default: self
    }
  }
}

extension StageTask {
  /// What an input reports.
  func read<Content>(_ file: ReportFile<Content>, of key: StageKey) throws -> Content {
    try file.content(at: input(key, file.name))
  }

  /// Writes what the stage reports.
  func write<Content>(_ content: Content, as file: ReportFile<Content>) throws {
    try write(Array(content.json.pretty.utf8), as: file.name)
  }
}

/// The names of the files that stages leave for one another and for reports.
package enum ArtefactFile {
  /// Images `[N, H, W, C]`.
  package static let images = "images.npy"
  /// Integer labels `[N]`.
  package static let labels = "labels.npy"
  /// Numbers `[N, d]`.
  package static let embedding = "embedding.npy"
  /// The embedding of the split that a reduction was fitted to.
  package static let fitted = "fitted.npy"
  /// The class that each image is taken for: `[N]`.
  package static let predicted = "predicted.npy"
  /// What the stage reports, as JSON.
  package static let report = "report.json"
  /// The weights of a network.
  package static let weights = "weights.safetensors"
  /// The losses of every epoch, as JSON.
  package static let curve = "curve.json"
  /// The reconstruction errors at checkpoints, as JSON.
  package static let checkpoints = "checkpoints.json"
  /// The originals of the shown images, scaled: `[shown, H, W, C]`.
  package static let originals = "originals.npy"
  /// The reconstructions of the shown images: `[shown, H, W, C]`.
  package static let reconstructions = "reconstructions.npy"
  /// The centres of the clusters: `[clusters, d]`.
  package static let centres = "centres.npy"
  /// The mean of what a principal component analysis was fitted to: `[d]`.
  package static let mean = "mean.npy"
  /// The principal components: `[k, d]`.
  package static let components = "components.npy"
  /// The merges of an agglomerative clustering: `[n - 1, 4]`, each the two clusters, the distance and
  /// the size.
  package static let merges = "merges.npy"

  /// The points of the input (0) or of a layer (from 1): `[n, 2]`.
  package static func layer(_ index: Int) -> String { "layer-\(index).npy" }
}

/// Reads the files that stages leave.
public enum StoredFile {
  /// A matrix `[n, d]` from an array file; a vector is a matrix of one row.
  ///
  /// - Throws: `FileError` when the file is damaged or of another shape.
  public static func matrix(at path: String) throws -> Matrix<Float> {
    let file = try NPYFile(path: path)
    let shape = file.header.shape
    let columns = shape.last ?? 1
    let rows = shape.dropLast().reduce(1, *)
    guard let matrix = Matrix(rows: rows, columns: columns, elements: try file.floats()) else {
      throw FileError(path, "does not hold a matrix")
    }
    return matrix
  }

  /// Integers from an array file.
  ///
  /// - Throws: `FileError` when the file is damaged or holds other elements.
  public static func integers(at path: String) throws -> [Int] {
    try NPYFile(path: path).integers()
  }

  /// All bytes of a file.
  ///
  /// - Throws: `FileError` when it cannot be read.
  public static func bytes(at path: String) throws -> [UInt8] {
    try RegularFile.bytes(at: path)
  }

  /// A JSON file.
  ///
  /// - Throws: `FileError` when it cannot be read, `Problem` when it is no JSON.
  public static func json(at path: String) throws -> JSON {
    try JSONParser.parse(Source(name: path, bytes: bytes(at: path)))
  }
}
