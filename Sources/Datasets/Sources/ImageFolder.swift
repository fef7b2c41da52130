import Files
import Foundation
import Specification

/// A folder of images: flat, or one subfolder for each class. Names sort as people count: `2.png`
/// before `10.png`.
public struct ImageFolder: ImageSource {
  public static var kind: String { "folder" }
  public static var summary: String {
    "A folder of images (PNG, JPEG, PGM, PPM): flat, or one subfolder for each class, whose name it "
      + "gives. The first bytes of a file tell its format; samples are taken as they are stored, "
      + "without colour profiles or gamma, and 16 bits are kept."
  }
  public static var fields: [Field<ImageFolder>] {
    [
      Field("folder", \.folder, "the folder", isRequired: true, isPrimary: true),
      Field(
        "labels", \.labels,
        "a table of text (CSV, TSV) with the label of each file, in place of class folders"),
      Field(
        "fileColumn", \.fileColumn, "the header of its column of file names; else `file`"),
      Field("labelColumn", \.labelColumn, "the header of its column of labels; else `label`"),
    ] + selectionFields
  }

  public static var example: [(String, JSON)] { [("folder", .string("faces/train"))] }

  /// The folder.
  public var folder = ""
  /// The table of labels.
  public var labels: String?
  /// The header of its column of file names.
  public var fileColumn: String?
  /// The header of its column of labels.
  public var labelColumn: String?
  public var selection = Selection()

  public init() {}

  /// The same with another path.
  public func replacingPaths(_ replacement: (String) -> String) -> ImageFolder {
    var copy = self
    copy.folder = replacement(folder)
    copy.labels = labels.map(replacement)
    return copy
  }

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let path = try context.resolver.resolve(folder, for: "folder")
    let preparation = context.preparation
    let table = try labels.map { (labels) throws(SourceError) in
      try context.resolver.resolve(labels, for: "labels")
    }
    var (listing, survey) = try SourceError.blaming("folder") { () throws(FileError) in
      let listing = try FolderListing(path, besides: table)
      return (listing, try PictureSurvey(listing.pictures, in: path, preparation))
    }
    var files = [path]
    if let table {
      files.append(table)
      try SourceError.blaming("labels") { () throws(FileError) in
        let columns = LabelTable.Columns(file: fileColumn, label: labelColumn)
        try listing.label(by: LabelTable(MappedFile(path: table)), columns, path: table)
      }
    }
    let pictures = listing.pictures
    let found = survey
    var source = OpenSource(
      shape: survey.shape, labels: listing.labels, files: files,
      contents: pictures.map(\.path) + files.dropFirst(), notes: listing.notes + survey.notes
    ) { () throws(SourceError) in
      try SourceError.blaming("folder") { () throws(FileError) in
        try PixelAssembly(shape: found.shape, preparation: preparation).pixels(
          isDeep: found.isDeep, path: { pictures[$0].path }
        ) { (index) throws(FileError) in
          try pictures[index].format.decode(MappedFile(path: pictures[index].path), preparation)
        }
      }
    }
    source.isDecoded = true
    source.makeReader = { () throws(SourceError) in
      PixelReader(blaming: "folder") { (images) throws(FileError) in
        let part = Array(pictures[images])
        return try PixelAssembly(shape: found.shape.part(images), preparation: preparation).pixels(
          isDeep: found.isDeep, path: { part[$0].path }
        ) { (index) throws(FileError) in
          try part[index].format.decode(MappedFile(path: part[index].path), preparation)
        }
      }
    }
    return source
  }
}
