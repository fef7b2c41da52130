import Files
import Specification

/// Images in one file and their labels in another: `.npy`, `.npz` or IDX, which may be gzipped; labels
/// in a table of text too. The format is known by the first bytes, not by the name.
public struct ImageFiles: ImageSource {
  public static var kind: String { "images" }
  public static var summary: String {
    "Images in a file: .npy [N, H, W, C] or [N, H, W] of bool, uint8, uint16, float32 or float64, "
      + "plain, gzipped or in an .npz archive (`train.npz#x_train`), or IDX, plain or gzipped."
  }
  public static var fields: [Field<ImageFiles>] {
    [
      Field("images", \.images, "the file of the images", isRequired: true, isPrimary: true),
      Field(
        "labels", \.labels,
        "the file of the labels, one for each image: an array of whole numbers, strings, or rows with "
          + "a single 1, or a table of text (CSV, TSV); else the second array of an .npz archive"),
      Field(
        "labelColumn", \.labelColumn,
        "the header of the column of labels in a table; else `label`, or the only one"),
    ] + selectionFields
  }
  public static var example: [(String, JSON)] {
    [("images", .string("faces/train.npy")), ("labels", .string("faces/train-labels.npy"))]
  }

  /// The file of the images.
  public var images = ""
  /// The file of the labels.
  public var labels: String?
  /// The header of the column of labels in a table.
  public var labelColumn: String?
  public var selection = Selection()

  public init() {}

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
    let (path, key) = try context.resolver.resolveArray(images, for: "images")
    let scale = context.preparation.scale
    let (array, shape, beside) = try SourceError.blaming("images") { () throws(FileError) in
      let array = try ArrayFile(path: path, key: key)
      let isAlone = labels == nil && key == nil
      return (array, try array.imageShape(), isAlone ? try ArrayFile.labels(beside: path) : nil)
    }
    var files = [path]
    var values: SourceLabels?
    if let labels {
      let (path, key) = try context.resolver.resolveArray(labels, for: "labels")
      files.append(path)
      values = try SourceError.blaming("labels") { () throws(FileError) in
        try read(path, key, count: shape.count)
      }
    } else if let beside {
      values = try SourceError.blaming("images") { () throws(FileError) in
        try beside.labels(count: shape.count)
      }
    }
    var source = OpenSource(shape: shape, labels: values, files: files) { () throws(SourceError) in
      try SourceError.blaming("images") { () throws(FileError) in
        try array.pixels(shape, scale: scale)
      }
    }
    source.makeReader = { () throws(SourceError) in
      let read = try SourceError.blaming("images") { () throws(FileError) in
        try array.parts(of: shape, scale: scale)
      }
      return PixelReader(blaming: "images", read)
    }
    return source
  }

  private func read(
    _ path: String, _ key: String?, count: Int
  ) throws(FileError) -> SourceLabels {
    let file = try MappedFile(path: path)
    guard LabelTable.isBegun(by: file.withUnsafeBytes { Array($0.prefix(64)) }) else {
      return try ArrayFile(path: path, key: key).labels(count: count)
    }
    let columns = LabelTable.Columns(file: nil, label: labelColumn)
    return SourceLabels(words: try LabelTable(file).labels(count: count, columns))
  }
}
