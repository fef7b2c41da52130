import Datasets
import Experiments
import Files
import Foundation
import Reports
import Runner
import Specification

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

/// `sweep inspect`: what a folder, an array file or the dataset of an experiment holds, and what is odd
/// about it, before anything is trained.
enum InspectCommand: Command {
  static let name = "inspect"
  static let usage = "DATA"
  static let summary = "look at a folder of images, an array, or the data of an experiment"
  static let options =
    ImagesOfUser.options + ExperimentArguments.options + [
      Option("--sheet", "FILE", "where the contact sheet is written (default: NAME-sheet.png)")
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let path = arguments.positional.first, arguments.positional.count == 1 else {
      throw UsageError("which data? sweep inspect IMAGES, or an experiment")
    }
    let inspection = try DatasetInspection(open(path, arguments))
    Terminal.print(inspection.text)
    let stem = (URL(fileURLWithPath: path).lastPathComponent as NSString).deletingPathExtension
    let sheet = arguments.value("--sheet") ?? "\(stem)-sheet.png"
    guard arguments.has("--sheet") || !FileManager.default.fileExists(atPath: sheet) else {
      Terminal.note(
        "\(sheet) exists already; name another place for the contact sheet: --sheet FILE")
      return .success
    }
    try AtomicFile.write(inspection.sheet(), to: sheet)
    Terminal.print("\ncontact sheet: \(sheet)")
    return .success
  }

  private static func open(_ path: String, _ arguments: Arguments) throws -> OpenDataset {
    guard path.hasSuffix(".json") else { return try ImagesOfUser(path, arguments).open }
    let shared = try ExperimentArguments(arguments, command: name)
    let sweep = try ExpandedSweep(shared.file, dataFolder: shared.dataFolder)
    guard let row = sweep.rows.first else { throw UsageError("\(path) has no rows") }
    let resolver = PathResolver(
      experimentFolder: shared.file.folder, dataFolder: shared.dataFolder)
    let dataset = row.experiment.dataset.placed(
      asWrittenIn: row.source["dataset"], beside: shared.file.folder)
    return try dataset.open(
      with: resolver, at: JSONPath([.name("dataset")]), in: row.source["dataset"])
  }
}

/// Images that a user names on the command line.
struct ImagesOfUser {
  static let options = [
    Option(
      "--labels", "FILE",
      "the labels of the images: an array, or a table of text with columns \"file\" and \"label\""),
    Option("--resize", "N", "the pixels a side that images are brought to"),
  ]

  /// The path of the images.
  let images: String
  /// The path of their labels.
  let labels: String?
  /// Whether the images are files of a folder.
  let isFolder: Bool
  /// The side that images are brought to; nil where they stay as they are.
  let resize: Int?
  /// The images, their headers read.
  let open: OpenDataset

  /// The shape of all of them.
  var shape: ImageShape { open.splits[0].shape }
  /// The number of classes; nil without labels.
  var classes: Int? { open.classCount }

  /// Between which numbers the pixels lie, where they are numbers that are used as they are; reads them.
  var range: ClosedRange<Float>? {
    get throws {
      let facts = isFolder ? nil : try open.content(of: open.splits[0].name)?.facts
      return facts.flatMap { $0.isFloat ? $0.range : nil }
    }
  }

  /// Images of different sizes, or larger than networks of this program are made for, are brought to
  /// so many pixels a side.
  private static let usualSide = 32
  private static let largestSide = 64

  /// Opens images; what does not come to one shape is resized.
  ///
  /// - Throws: `UsageError` or `Problems` when there are none.
  init(_ images: String, _ arguments: Arguments) throws {
    self.images = images
    labels = arguments.value("--labels")
    let source = try Self.source(of: images, labels: labels)
    isFolder = source is ImageFolder
    let wanted = try arguments.integer("--resize", in: 1...4096)
    (open, resize) = try Self.opened(source, wanted)
    guard !open.splits.isEmpty else { throw UsageError("\(images) holds no images") }
  }

  /// The images at the size that is wanted; where none is, large ones and those of several sizes at the
  /// usual one.
  private static func opened(
    _ source: any Described, _ wanted: Int?
  ) throws -> (images: OpenDataset, resize: Int?) {
    do {
      let plain = try open(source, resize: wanted)
      let side = plain.splits.first.map { max($0.shape.height, $0.shape.width) } ?? 0
      guard wanted == nil, side > largestSide else { return (plain, wanted) }
      return (try open(source, resize: usualSide), usualSide)
    } catch let problems as Problems {
      // Only images of several sizes are mended by another size.
      guard wanted == nil, let resized = try? open(source, resize: usualSide) else {
        throw problems
      }
      return (resized, usualSide)
    }
  }

  private static func open(_ source: any Described, resize: Int?) throws -> OpenDataset {
    var dataset = DatasetSpecification()
    dataset.train = OneOf(source)
    dataset.resize = resize.map { ImageExtent(height: $0, width: $0) }
    return try dataset.open(
      with: PathResolver(folders: [""]), at: JSONPath([.name("dataset")]))
  }

  /// The files of CIFAR have no mark but the size of their records.
  private static func records(of path: String) -> (any Described)? {
    guard path.hasSuffix(".bin"),
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0
    else { return nil }
    if size % 3073 == 0 {
      var source = CIFAR10Files()
      source.files = FileList([path])
      return source
    }
    guard size % 3074 == 0 else { return nil }
    var source = CIFAR100Files()
    source.files = FileList([path])
    return source
  }

  /// The source that reads a folder or a file.
  ///
  /// - Throws: `UsageError` when there is neither.
  static func source(of images: String, labels: String?) throws(UsageError) -> any Described {
    var isFolder: ObjCBool = false
    let file = images.range(of: ".npz#").map { String(images[..<$0.lowerBound]) + ".npz" } ?? images
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
      throw UsageError("there is no file or folder \(images)")
    }
    if isFolder.boolValue {
      var source = ImageFolder()
      source.folder = images
      source.labels = labels
      return source
    }
    if let records = records(of: images) { return records }
    var source = ImageFiles()
    source.images = images
    source.labels = labels
    return source
  }
}
