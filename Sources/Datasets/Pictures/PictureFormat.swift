import Files
import Specification

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

/// PNG files (Portable Network Graphics, second edition).
enum PNGPicture: PictureFormat {
  static let name = "PNG"

  static func isBegun(by start: [UInt8]) -> Bool {
    start.starts(with: [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A])
  }

  /// The header is the first chunk of the file (section 11.2.1).
  static func header(of file: MappedFile) throws(FileError) -> PictureHeader {
    let start = file.withUnsafeBytes { Array($0.prefix(26)) }
    guard isBegun(by: start), start.count == 26, start[12..<16].elementsEqual("IHDR".utf8) else {
      throw FileError(file.path, "is not a PNG, or is cut within its header")
    }
    let width = start[16..<20].reduce(0) { $0 << 8 | Int($1) }
    let height = start[20..<24].reduce(0) { $0 << 8 | Int($1) }
    guard width > 0, height > 0,
      Count.product([width, height]).value <= PNG.defaultPixelLimit
    else {
      throw FileError(file.path, "announces \(width) x \(height) pixels, which is not read")
    }
    // Colour types 0 and 4 are gray, without and with transparency.
    return PictureHeader(
      height: height, width: width, channels: start[25] == 0 || start[25] == 4 ? 1 : 3,
      isDeep: start[24] == 16)
  }

  /// Deflate shrinks at most 1032 times, and a pixel takes at least one bit, or two bytes where samples
  /// have more than 8 bits.
  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int {
    header.isDeep ? size * 516 : size * 1032 * 8
  }

  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster {
    let bytes = file.withUnsafeBytes { Array($0) }
    let isWhite = preparation.ground == .white
    do {
      guard try header(of: file).isDeep else {
        return Raster(try PNG.decode(bytes, ground: isWhite ? 255 : 0))
      }
      let deep = try PNG.decodeDeep(bytes, ground: isWhite ? 65535 : 0)
      return Raster(
        height: deep.height, width: deep.width, channels: deep.channels,
        samples: .values(deep.samples.map { preparation.scale.value(of: Int($0), white: 65535) }))
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(file.path, "\(error)")
    }
  }
}

/// JPEG files, turned as their Exif orientation asks.
enum JPEGPicture: PictureFormat {
  static let name = "JPEG"

  static func isBegun(by start: [UInt8]) -> Bool { JPEGHeader.isBegun(by: start) }

  static func header(of file: MappedFile) throws(FileError) -> PictureHeader {
    let header = try JPEG.header(of: file, advice: Advice.colours(of: file.path))
    try JPEG.check(file.path)
    return PictureHeader(
      height: header.isTransposed ? header.width : header.height,
      width: header.isTransposed ? header.height : header.width, channels: header.components)
  }

  /// A block of 8 x 8 pixels takes at least one bit (ITU-T T.81, section F.1.2).
  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int { size * 8 * 64 }

  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster {
    Raster(try JPEG.decode(file))
  }
}

/// Portable anymaps: PBM, PGM and PPM files.
enum PNMPicture: PictureFormat {
  static let name = "PGM/PPM"

  static func isBegun(by start: [UInt8]) -> Bool { PNM.isBegun(by: start) }

  static func header(of file: MappedFile) throws(FileError) -> PictureHeader {
    let map = try map(file)
    return PictureHeader(
      height: map.height, width: map.width, channels: map.channels, isDeep: map.white > 255)
  }

  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int { size * 8 }

  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster {
    let map = try map(file)
    let samples = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try map.samples(bytes, path: file.path)
    }
    let (white, scale) = (map.white, preparation.scale)
    return Raster(
      height: map.height, width: map.width, channels: map.channels,
      samples: white > 255
        ? .values(samples.map { scale.value(of: Int($0), white: white) })
        : .bytes(samples.map { UInt8((Int($0) * 255 + white / 2) / white) }))
  }

  private static func map(_ file: MappedFile) throws(FileError) -> PNM {
    try file.withUnsafeBytes { (bytes) throws(FileError) in try PNM(bytes, path: file.path) }
  }
}
