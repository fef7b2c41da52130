import CPNG

extension PNG {
  /// An image of 16-bit samples `[H, W, C]`, as stored.
  public struct Deep: Sendable, Equatable {
    /// The number of rows.
    public let height: Int
    /// The number of columns.
    public let width: Int
    /// The samples of one pixel: 1 or 3.
    public let channels: Int
    /// The samples, row by row from the top, channels innermost.
    public let samples: [UInt16]
  }

  /// Reads a PNG of 16 bits a sample, as it is stored: no gamma is applied.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file.
  ///   - ground: what lies under transparent pixels.
  /// - Returns: the image.
  /// - Throws: `PNGError` when the bytes are not a whole PNG, or the image is too large.
  public static func decodeDeep(_ file: [UInt8], ground: UInt16 = 0) throws -> Deep {
    try withReader(of: file) { reader, fileSize in
      let layout = try Layout(reader, fileSize: fileSize, pixelLimit: defaultPixelLimit)
      // Linear samples of a linear file: libpng leaves them alone, but multiplies them by the opacity.
      reader.format = layout.format | png_uint_32(PNG_FORMAT_FLAG_LINEAR)
      var samples = [UInt16](repeating: 0, count: layout.pixels * layout.stride)
      let isRead = png_image_finish_read(
        &reader, nil, &samples, Int32(layout.width * layout.stride), nil)
      guard isRead != 0 else { throw PNGError.damaged(message(of: reader)) }
      if layout.hasAlpha {
        var opaque: [UInt16] = []
        opaque.reserveCapacity(layout.pixels * layout.channels)
        for start in stride(from: 0, to: samples.count, by: layout.stride) {
          let rest = 65535 - Int(samples[start + layout.channels])
          let under = (Int(ground) * rest + 32767) / 65535
          for channel in 0..<layout.channels {
            opaque.append(UInt16(min(65535, Int(samples[start + channel]) + under)))
          }
        }
        samples = opaque
      }
      return Deep(
        height: layout.height, width: layout.width, channels: layout.channels, samples: samples)
    }
  }
}
