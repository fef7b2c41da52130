import Datasets
import Foundation
import Specification

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
