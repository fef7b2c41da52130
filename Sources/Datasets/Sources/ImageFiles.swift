import Files
import Specification

/// Images in one file and their labels in another: `.npy` or IDX, which may be gzipped. The format
/// is known by the first bytes, not by the name.
public struct ImageFiles: ImageSource {
  /// Its name in a file.
  public static var kind: String { "images" }
  /// What it is.
  public static var summary: String {
    "Images in a file: .npy [N, H, W, C] or [N, H, W] of uint8, float32 or float64, or IDX, "
      + "plain or gzipped."
  }
  /// Its options.
  public static var fields: [Field<ImageFiles>] {
    [
      Field("images", \.images, "the file of the images", isRequired: true, isPrimary: true),
      Field("labels", \.labels, "the file of the labels: integers from 0, one for each image"),
    ] + selectionFields
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [("images", .string("faces/train.npy")), ("labels", .string("faces/train-labels.npy"))]
  }

  /// The file of the images.
  public var images = ""
  /// The file of the labels.
  public var labels: String?
  /// Which of the images are used.
  public var selection = Selection()

  /// Every option at its default.
  public init() {}

  /// The same with other paths.
  public func replacingPaths(_ replacement: (String) -> String) -> ImageFiles {
    var copy = self
    copy.images = replacement(images)
    copy.labels = labels.map(replacement)
    return copy
  }

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let path = try context.resolver.resolve(images, for: "images")
    let array = try SourceError.blaming("images") { () throws(FileError) in
      try ArrayFile(path: path)
    }
    let shape = try SourceError.blaming("images") { () throws(FileError) in
      try array.imageShape()
    }
    var files = [path]
    var values: [Int]?
    if let labels {
      let path = try context.resolver.resolve(labels, for: "labels")
      files.append(path)
      values = try SourceError.blaming("labels") { () throws(FileError) in
        try ArrayFile(path: path).labels(count: shape.count)
      }
    }
    return OpenSource(shape: shape, labels: values.map { SourceLabels($0) }, files: files) {
      () throws(SourceError) in
      try SourceError.blaming("images") { () throws(FileError) in try array.pixels(shape) }
    }
  }
}
