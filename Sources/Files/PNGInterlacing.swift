import CZlib

extension PNG {
  /// One of the seven images that an interlaced file is made of (section 8.2), as a file of its own.
  ///
  /// Versions of libpng 1.6 in use mix up the rows of interlaced images of 16 bits; of the passes by
  /// themselves they do not.
  struct Pass {
    /// The pass as a PNG that is not interlaced.
    let file: [UInt8]
    private let (top, left, down, right): (Int, Int, Int, Int)

    /// Where passes begin, and how far their rows and columns lie apart.
    private static let places = [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
      (1, 0, 2, 1),
    ]

    /// Whether a file is interlaced and has 16 bits a sample.
    static func areNeeded(for file: [UInt8]) -> Bool {
      file.count >= 29 && file[12..<16].elementsEqual("IHDR".utf8) && file[24] == 16
        && file[28] == 1
    }

    /// The passes of such a file that hold any pixel.
    ///
    /// - Throws: `PNGError` when the file is damaged, or the image is too large.
    static func all(of file: [UInt8], pixelLimit: Int) throws -> [Pass] {
      let chunks = try Chunks(of: file)
      let (width, height) = size(of: file)
      guard width > 0, height > 0, width <= pixelLimit, width * height <= pixelLimit else {
        throw PNGError.tooLarge(width: width, height: height, limit: pixelLimit)
      }
      let samples = [0: 1, 2: 3, 4: 2, 6: 4][file[25]]
      guard let samples else { throw PNGError.damaged("it has a colour type that there is not") }
      let shown = places.map { place in
        let (top, left, down, right) = place
        return (
          rows: max(0, (height - top + down - 1) / down),
          columns: max(0, (width - left + right - 1) / right), place: place
        )
      }.filter { $0.rows > 0 && $0.columns > 0 }
      let total = shown.reduce(0) { $0 + $1.rows * (1 + $1.columns * samples * 2) }
      let rows = try chunks.pixels(count: total)
      var start = 0
      return shown.map { pass in
        let length = pass.rows * (1 + pass.columns * samples * 2)
        defer { start += length }
        let header =
          bigEndian(UInt32(pass.columns)) + bigEndian(UInt32(pass.rows)) + [16, file[25], 0, 0, 0]
        let content =
          chunk("IHDR", header) + (chunks.transparency.map { chunk("tRNS", $0) } ?? [])
          + chunk("IDAT", stored(Array(rows[start..<start + length]))) + chunk("IEND", [])
        return Pass(file: signature + content, place: pass.place)
      }
    }

    private init(file: [UInt8], place: (Int, Int, Int, Int)) {
      self.file = file
      (top, left, down, right) = place
    }

    /// Width and height by the header.
    static func size(of file: [UInt8]) -> (width: Int, height: Int) {
      let number = { (start: Int) in file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
      return (number(16), number(20))
    }

    /// Puts the pixels of the pass where they belong in the whole image.
    func place<Sample>(
      _ samples: [Sample], columns: Int, channels: Int, in whole: inout [Sample], width: Int
    ) {
      for (index, start) in stride(from: 0, to: samples.count, by: channels).enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let pixel = ((top + row * down) * width + left + column * right) * channels
        for channel in 0..<channels { whole[pixel + channel] = samples[start + channel] }
      }
    }
  }

  /// The chunks that say what the pixels are.
  private struct Chunks {
    private var packed: [UInt8] = []
    private(set) var transparency: [UInt8]?

    init(of file: [UInt8]) throws {
      var place = signature.count
      while place + 12 <= file.count {
        let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= file.count - place - 12 else { throw PNGError.damaged("it is cut off") }
        let body = file[place + 4..<place + 8 + length]
        let end = place + 8 + length
        let name = String(decoding: body.prefix(4), as: UTF8.self)
        if name == "IDAT" || name == "tRNS" {
          let sum = crc32(0, Array(body), UInt32(body.count))
          guard file[end..<end + 4].elementsEqual(bigEndian(UInt32(sum))) else {
            throw PNGError.damaged("\(name): CRC error")
          }
        }
        if name == "IDAT" { packed += body.dropFirst(4) }
        if name == "tRNS" { transparency = Array(body.dropFirst(4)) }
        place = end + 4
      }
    }

    /// The filtered rows of all passes, one after the other.
    func pixels(count: Int) throws -> [UInt8] {
      // Deflate shrinks at most 1032 times.
      guard count / 1032 <= packed.count else {
        throw PNGError.damaged("the image data is cut off")
      }
      var rows = [UInt8](repeating: 0, count: count)
      var size = UInt(count)
      let status = uncompress(&rows, &size, packed, UInt(packed.count))
      // As libpng, what comes after the last row is let pass.
      guard status == Z_OK || status == Z_BUF_ERROR, size == UInt(count) else {
        throw PNGError.damaged("the image data is cut off or damaged")
      }
      return rows
    }
  }
}

extension PNG {
  static func joinedDeep(_ file: [UInt8], ground: UInt16) throws -> Deep {
    let (width, height) = Pass.size(of: file)
    var (channels, samples): (Int, [UInt16]) = (1, [])
    for pass in try Pass.all(of: file, pixelLimit: defaultPixelLimit) {
      let part = try decodeDeep(pass.file, ground: ground)
      if samples.isEmpty {
        channels = part.channels
        samples = [UInt16](repeating: 0, count: width * height * channels)
      }
      pass.place(part.samples, columns: part.width, channels: channels, in: &samples, width: width)
    }
    return Deep(height: height, width: width, channels: channels, samples: samples)
  }
}
