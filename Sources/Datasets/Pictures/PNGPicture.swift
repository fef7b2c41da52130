import Files
import Specification

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
