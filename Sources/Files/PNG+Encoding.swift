import CZlib

extension PNG {
  /// Writes an image as a PNG file, the same bytes for the same image.
  ///
  /// An image of at most 256 colours gets a palette (or gray samples) of 1, 2, 4 or 8 bits. The rows
  /// of other images are compressed twice, unfiltered and filtered, and the smaller result is kept.
  ///
  /// - Throws: `PNGError.unwritable` when the image has no pixels or a side over 2^31 - 1.
  public static func encode(_ image: Bitmap) throws -> [UInt8] {
    guard (1...0x7FFF_FFFF).contains(image.width), (1...0x7FFF_FFFF).contains(image.height) else {
      throw PNGError.unwritable(width: image.width, height: image.height)
    }
    let packed = PackedRows(image)
    let data = packed.candidates.map(compress).min { $0.count < $1.count } ?? []

    var header = bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
    header += [UInt8(packed.bitDepth), packed.colorType, 0, 0, 0]
    var file = signature + chunk("IHDR", header)
    if !packed.palette.isEmpty { file += chunk("PLTE", packed.palette) }
    return file + chunk("IDAT", data) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    let checksum = crc32(0, body, UInt32(body.count))
    return bigEndian(UInt32(content.count)) + body + bigEndian(UInt32(checksum))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func compress(_ rows: [UInt8]) -> [UInt8] {
    var length = compressBound(UInt(rows.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    // With room for the bound and a valid level, compress2 can only run out of memory.
    let status = compress2(&result, &length, rows, UInt(rows.count), 9)
    return status == Z_OK ? Array(result.prefix(Int(length))) : stored(rows)
  }

  /// A zlib stream that stores its content as it is.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: 65535) {
      let block = content[start..<min(start + 65535, content.count)]
      let length = UInt16(block.count)
      stream.append(start + 65535 >= content.count ? 1 : 0)
      for number in [length, ~length] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += block
    }
    return stream + bigEndian(UInt32(adler32(1, content, UInt32(content.count))))
  }
}
