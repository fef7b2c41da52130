import CPNG

/// The PNG format: any PNG is read as 8-bit samples, deep ones as 16-bit ones too, and images are
/// written small.
public enum PNG {
  /// The largest image that is read unless the caller says otherwise: 2^26 pixels (8192 x 8192).
  public static let defaultPixelLimit = 1 << 26

  /// Reads a PNG of any colour type and depth as 8-bit samples, `[H, W, 1]` when it is gray and
  /// `[H, W, 3]` otherwise, as they are stored: colour profiles and gamma are not applied.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file.
  ///   - pixelLimit: the most pixels an image may have.
  ///   - ground: what lies under transparent pixels.
  /// - Returns: the image.
  /// - Throws: `PNGError` when the bytes are not a whole PNG, or the image is too large.
  public static func decode(
    _ file: [UInt8], pixelLimit: Int = defaultPixelLimit, ground: UInt8 = 255
  ) throws -> Bitmap {
    if Pass.areNeeded(for: file) {
      return try joined(file, pixelLimit: pixelLimit, ground: ground)
    }
    return try withReader(of: file) { reader, fileSize in
      let layout = try Layout(reader, fileSize: fileSize, pixelLimit: pixelLimit)
      reader.format = layout.format
      // Without a gamma chunk, 16-bit samples are as sRGB as 8-bit ones: what other readers assume.
      reader.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var samples = [UInt8](repeating: 255, count: layout.pixels * layout.stride)
      let rowSize = Int32(layout.width * layout.stride)
      guard png_image_finish_read(&reader, nil, &samples, rowSize, nil) != 0
      else { throw PNGError.damaged(message(of: reader)) }
      if layout.hasAlpha { samples = over(ground, samples, channels: layout.channels) }
      guard
        let bitmap = Bitmap(
          height: layout.height, width: layout.width, channels: layout.channels, bytes: samples)
      else { throw PNGError.damaged("its size is impossible") }
      return bitmap
    }
  }

  private static func joined(
    _ file: [UInt8], pixelLimit: Int, ground: UInt8
  ) throws -> Bitmap {
    let (width, height) = Pass.size(of: file)
    var (channels, bytes): (Int, [UInt8]) = (1, [])
    for pass in try Pass.all(of: file, pixelLimit: pixelLimit) {
      let part = try decode(pass.file, pixelLimit: pixelLimit, ground: ground)
      if bytes.isEmpty {
        channels = part.channels
        bytes = [UInt8](repeating: 0, count: width * height * channels)
      }
      pass.place(part.bytes, columns: part.width, channels: channels, in: &bytes, width: width)
    }
    guard let whole = Bitmap(height: height, width: width, channels: channels, bytes: bytes) else {
      throw PNGError.damaged("its size is impossible")
    }
    return whole
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Begins to read a file, and frees what the reader holds in the end.
  static func withReader<Result>(
    of file: [UInt8], _ body: (inout png_image, _ fileSize: Int) throws -> Result
  ) throws -> Result {
    guard file.starts(with: signature) else { throw PNGError.notPNG }
    return try withoutColourSpace(file).withUnsafeBytes { source in
      var reader = png_image()
      reader.version = png_uint_32(PNG_IMAGE_VERSION)
      defer { png_image_free(&reader) }
      guard png_image_begin_read_from_memory(&reader, source.baseAddress, source.count) != 0
      else { throw PNGError.damaged(message(of: reader)) }
      return try body(&reader, source.count)
    }
  }

  /// What a file says of its pixels.
  struct Layout {
    let width: Int
    let height: Int
    let pixels: Int
    let channels: Int
    let hasAlpha: Bool
    /// Colour and opacity as the file has them, 8 bits a sample.
    let format: png_uint_32
    /// The samples of a pixel, opacity included.
    var stride: Int { hasAlpha ? channels + 1 : channels }

    init(_ reader: png_image, fileSize: Int, pixelLimit: Int) throws {
      width = Int(reader.width)
      height = Int(reader.height)
      pixels = width * height
      guard pixels <= pixelLimit else {
        throw PNGError.tooLarge(width: width, height: height, limit: pixelLimit)
      }
      // Deflate shrinks at most 1032 times and a pixel takes at least one bit, so a header that
      // promises more than the file can hold is refused before memory is set aside for it.
      guard pixels / 8 <= fileSize * 1032 else {
        throw PNGError.damaged("the image data is cut off")
      }
      channels = reader.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) != 0 ? 3 : 1
      hasAlpha = reader.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
      format = reader.format & png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    }
  }

  /// The file without the chunks by which libpng would change samples: gAMA, cHRM, sRGB and iCCP.
  private static func withoutColourSpace(_ file: [UInt8]) -> [UInt8] {
    var kept = Array(file.prefix(signature.count))
    kept.reserveCapacity(file.count)
    var place = signature.count
    while place + 8 <= file.count {
      let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
      let end = place + 12 + length
      guard end <= file.count, name != "IDAT" else { break }
      if !["gAMA", "cHRM", "sRGB", "iCCP"].contains(name) { kept += file[place..<end] }
      place = end
    }
    return kept + file[place...]
  }

  /// The colour channels of samples that end in an opacity each, over a ground.
  private static func over(_ ground: UInt8, _ samples: [UInt8], channels: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(samples.count / (channels + 1) * channels)
    for start in stride(from: 0, to: samples.count, by: channels + 1) {
      let opacity = Int(samples[start + channels])
      for channel in 0..<channels {
        let light = Int(samples[start + channel]) * opacity + Int(ground) * (255 - opacity)
        result.append(UInt8((light + 127) / 255))
      }
    }
    return result
  }

  static func message(of reader: png_image) -> String {
    withUnsafeBytes(of: reader.message) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// Why a PNG could not be read or written.
public enum PNGError: Error, Equatable, CustomStringConvertible {
  /// The first eight bytes are not those of a PNG.
  case notPNG
  /// The file breaks the format or ends too soon; the message is libpng's.
  case damaged(String)
  /// The image has more pixels than the caller allows.
  case tooLarge(width: Int, height: Int, limit: Int)
  /// The image has no pixels, or one side is longer than the format can say.
  case unwritable(width: Int, height: Int)

  /// The reason in a sentence fragment that fits after "FILE: ".
  public var description: String {
    switch self {
    case .notPNG: "not a PNG file (its first 8 bytes are not the PNG signature)"
    case .damaged(let reason): "damaged PNG file: \(reason)"
    case .tooLarge(let width, let height, let limit):
      "the PNG has \(width) x \(height) pixels; at most \(limit) are read"
    case .unwritable(let width, let height):
      "an image of \(width) x \(height) pixels cannot be written as PNG"
    }
  }
}

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
    if Pass.areNeeded(for: file) { return try joinedDeep(file, ground: ground) }
    return try withReader(of: file) { reader, fileSize in
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
