import Files
import Foundation
import Specification

/// A folder of PNGs: flat, or one subfolder for each class. Names sort as people count: `2.png`
/// before `10.png`.
public struct ImageFolder: ImageSource {
  /// Its name in a file.
  public static var kind: String { "folder" }
  /// What it is.
  public static var summary: String {
    "A folder of PNGs of one size: flat, or one subfolder for each class, whose name it gives."
  }
  /// Its options.
  public static var fields: [Field<ImageFolder>] {
    [Field("folder", \.folder, "the folder", isRequired: true, isPrimary: true)]
      + selectionFields
  }

  /// For the reference.
  public static var example: [(String, JSON)] { [("folder", .string("faces/train"))] }

  /// The folder.
  public var folder = ""
  /// Which of the images are used.
  public var selection = Selection()

  /// Every option at its default.
  public init() {}

  /// The same with another path.
  public func replacingPaths(_ replacement: (String) -> String) -> ImageFolder {
    var copy = self
    copy.folder = replacement(folder)
    return copy
  }

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let path = try context.resolver.resolve(folder, for: "folder")
    return try SourceError.blaming("folder") { () throws(FileError) in
      let listing = try FolderListing(path)
      let shape = try listing.shape()
      let pictures = listing.pictures
      return OpenSource(
        shape: shape, labels: listing.labels, files: [path], contents: pictures.map(\.path),
        notes: listing.notes
      ) { () throws(SourceError) in
        try SourceError.blaming("folder") { () throws(FileError) in
          try Self.decode(pictures, shape)
        }
      }
    }
  }

  private static func decode(
    _ pictures: [FolderContents.Picture], _ shape: ImageShape
  ) throws(FileError) -> Pixels {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shape.byteCount)
    for picture in pictures {
      let bitmap = try picture.format.decode(MappedFile(path: picture.path))
      guard bitmap.height == shape.height, bitmap.width == shape.width else {
        throw FileError(picture.path, "changed its size since it was opened")
      }
      if bitmap.channels == shape.channels {
        bytes += bitmap.bytes
      } else {
        for byte in bitmap.bytes { bytes += [byte, byte, byte] }
      }
    }
    return Pixels(shape, .bytes(bytes))
  }
}
