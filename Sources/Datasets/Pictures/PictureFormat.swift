import Files

/// A format of files that hold one image each.
protocol PictureFormat: Sendable {
  /// What people call it: "PNG".
  static var name: String { get }
  /// Whether the first bytes of a file are those of the format.
  static func isBegun(by start: [UInt8]) -> Bool
  /// Reads what the header says of the size; no pixels are decoded.
  ///
  /// - Throws: `FileError` when the file is damaged, or holds what is not read.
  static func header(of file: MappedFile) throws(FileError) -> PictureHeader
  /// The most pixels that so many bytes of a file can hold, by how far the format can compress.
  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int
  /// Decodes the pixels.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - preparation: the scale of numbers, and the ground under what is transparent.
  /// - Returns: the image as it is stored.
  /// - Throws: `FileError` when the file is damaged.
  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster
}

extension PictureFormat {
  /// The header of a file that is large enough for what it announces: no memory is set aside for an
  /// image that cannot be there.
  ///
  /// - Throws: `FileError` when the file is damaged, or holds what is not read.
  static func possibleHeader(of file: MappedFile) throws(FileError) -> PictureHeader {
    let header = try header(of: file)
    let size = file.withUnsafeBytes { $0.count }
    guard header.height * header.width <= mostPixels(in: size, header) else {
      throw FileError(
        file.path,
        "announces \(header.height) x \(header.width) pixels, more than its \(size) bytes can hold")
    }
    return header
  }
}

/// What the header of an image file says of its pixels.
struct PictureHeader: Sendable, Equatable {
  /// The number of rows.
  let height: Int
  /// The number of columns.
  let width: Int
  /// The numbers of each pixel: 1 (gray) or 3 (red, green, blue).
  let channels: Int
  /// Whether its samples have more than 8 bits, which are kept.
  var isDeep = false
}

/// The formats there are.
enum PictureFormats {
  /// One file each.
  static let all: [any PictureFormat.Type] = [
    PNGPicture.self, JPEGPicture.self, PNMPicture.self,
  ]
  /// The format of a file that begins so; nil when it is no image that is read.
  static func format(of start: [UInt8]) -> (any PictureFormat.Type)? {
    all.first { $0.isBegun(by: start) }
  }

  /// `PNG, JPEG and PGM`
  static var names: String {
    let names = all.map { $0.name }
    return names.count == 1
      ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}
