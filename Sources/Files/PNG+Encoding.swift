import CZlib

extension PNG {
  /// Writes an image as a PNG file, the same bytes for the same image.
  ///
  /// An image of at most 256 colours gets a palette (or gray samples) of 1, 2, 4 or 8 bits. The rows
  /// of other images are filtered where that makes them smaller.
  ///
  /// - Throws: `PNGError.unwritable` when the image has no pixels or a side over 2^31 - 1.
  public static func encode(_ image: Bitmap) throws -> [UInt8] {
    guard (1...0x7FFF_FFFF).contains(image.width), (1...0x7FFF_FFFF).contains(image.height) else {
      throw PNGError.unwritable(width: image.width, height: image.height)
    }
    let packed = PackedRows(image)
    let data = compress(mostCompressible(packed.candidates), .thorough)

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

  /// How hard zlib searches for repetitions.
  private enum Effort {
    /// Just enough to compare two forms of the same rows.
    case quick
    /// Less than zlib's level 9, which takes four times as long to make figures 4 % smaller: runs of
    /// white and enlarged pixels make long chains of repetitions that are all as good.
    case thorough
  }

  private static func mostCompressible(_ forms: [[UInt8]]) -> [UInt8] {
    guard forms.count > 1 else { return forms.first ?? [] }
    let sizes = forms.map { compress($0, .quick).count }
    return zip(forms, sizes).min { $0.1 < $1.1 }?.0 ?? []
  }

  private static func compress(_ rows: [UInt8], _ effort: Effort) -> [UInt8] {
    guard rows.count <= Int(UInt32.max) else { return stored(rows) }
    var stream = z_stream()
    let level = effort == .quick ? Z_BEST_SPEED : Z_BEST_COMPRESSION
    let size = Int32(MemoryLayout<z_stream>.size)
    // With valid settings this can only run out of memory.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
    else { return stored(rows) }
    defer { deflateEnd(&stream) }
    if effort == .thorough { deflateTune(&stream, 8, 258, 258, 512) }
    var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(rows.count))))
    let room = result.count
    let status = rows.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        // zlib reads from `next_in` and never writes there.
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(clamping: target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { return stored(rows) }
    result.removeLast(room - Int(stream.total_out))
    return result
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
