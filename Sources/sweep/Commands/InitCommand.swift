import Datasets
import Experiments
import Files
import Foundation
import Specification
import Runner

/// `sweep init`: a first experiment for images that someone has.
enum InitCommand: Command {
  static let name = "init"
  static let usage = "IMAGES [FILE]"
  static let summary = "write a commented first experiment for a folder of images or a file"
  static let options = ImagesOfUser.options
  /// Fewer images cannot be divided into training and test.
  private static let fewestImages = 20

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let images = arguments.positional.first, arguments.positional.count <= 2 else {
      throw UsageError("which images? sweep init IMAGES [FILE]")
    }
    let file = arguments.positional.dropFirst().first ?? defaultFile(for: images)
    guard !FileManager.default.fileExists(atPath: file) else {
      throw UsageError("\(file) exists already; name another file: sweep init \(images) FILE")
    }
    let found = try ImagesOfUser(images, arguments)
    guard found.shape.count >= fewestImages else {
      throw UsageError(
        "\(images) holds \(found.shape.count) images; \(fewestImages) are needed to learn from some "
          + "and test on others")
    }
    let first = try first(of: found, written: file)
    try AtomicFile.write(first.text, to: file)
    try writeSchema(beside: file)
    let classes = found.classes.map { ", \($0) classes" } ?? ", no labels"
    let resized = found.resize == nil ? "" : " (resized)"
    Terminal.print(
      """
      \(file): pixels against an autoencoder, on \(found.shape.count) images of \
      \(found.shape.height) x \(found.shape.width)\(resized)\(classes)
      next: sweep plan \(file), then sweep run \(file)
      """)
    return .success
  }

  private static func first(
    of found: ImagesOfUser, written file: String
  ) throws -> FirstExperiment {
    let folder = file.parentFolder
    return FirstExperiment(
      path: RelativePath.text(from: folder, to: found.images),
      source: found.isFolder
        ? .folder(labels: found.labels.map { RelativePath.text(from: folder, to: $0) })
        : .file(labels: found.labels.map { RelativePath.text(from: folder, to: $0) }),
      count: found.shape.count, height: found.shape.height, width: found.shape.width,
      classes: found.classes, resize: found.resize, range: try found.range, schema: schemaName)
  }

  private static let schemaName = "schema.json"

  /// Writes the schema beside the experiment, so that editors complete and check it anywhere; one that is
  /// there stays.
  private static func writeSchema(beside file: String) throws {
    let place = (file.parentFolder as NSString).appendingPathComponent(schemaName)
    guard !FileManager.default.fileExists(atPath: place) else { return }
    try AtomicFile.write(SchemaDocument.json.pretty, to: place)
  }

  private static func defaultFile(for images: String) -> String {
    let last = (URL(fileURLWithPath: images).lastPathComponent as NSString)
    let stem = last.range(of: ".").location
    let name = stem == NSNotFound || stem == 0 ? last as String : last.substring(to: stem)
    return "experiments/\(name).json"
  }
}
