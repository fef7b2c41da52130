import Datasets
import Files
import Specification
import TestSupport

/// A folder with files of images, and experiments that name them.
struct DatasetWorkshop {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var resolver: PathResolver { PathResolver(folders: [folder.path]) }

  /// Pixel values that differ from place to place and from image to image.
  static func pixels(_ shape: ImageShape, seed: Int = 0) -> [UInt8] {
    (0..<shape.byteCount).map { UInt8(truncatingIfNeeded: ($0 + seed) * 37 + $0 / 251) }
  }

  /// Writes bytes `[count, side, side, channels]` as `name.npy`, and labels as `name-labels.npy`.
  func write(
    _ name: String, count: Int, side: Int = 4, channels: Int = 3, labels: [Int]? = nil
  ) throws {
    let shape = ImageShape(count: count, height: side, width: side, channels: channels)
    try NPYFile.write(
      Self.pixels(shape), shape: [count, side, side, channels], to: folder.path("\(name).npy"))
    if let labels { try NPYFile.write(labels, to: folder.path("\(name)-labels.npy")) }
  }

  /// Reads a dataset as an experiment file writes it.
  static func read(_ text: String) throws -> (specification: DatasetSpecification, json: JSON) {
    let json = try JSONParser.parse(Source(name: "experiment.json", bytes: Array(text.utf8)))
    var problems = Problems()
    let value = DatasetSpecification.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    guard let value else { throw problems }
    return (value, json)
  }

  func open(_ text: String) throws -> OpenDataset {
    let (specification, json) = try Self.read(text)
    return try specification.open(
      with: resolver, at: JSONPath(parsing: "dataset"), in: json)
  }

  func load(_ text: String) throws -> Dataset { try open(text).load() }

  /// What is wrong with a dataset, one line `path: message` for each problem, or nil.
  func complaint(_ text: String) -> String? {
    do {
      _ = try load(text)
      return nil
    } catch let problems as Problems {
      return problems.list.map { "\($0.path): \($0.message)" }.joined(separator: "\n")
        .replacing(folder.path + "/", with: "")
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }
}
