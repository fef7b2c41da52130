import Files
import TestSupport
import Testing

@Suite("PNG")
struct PNGTests {
  /// An image with `colors` different colours (at most 4096), or that many grays (at most 256).
  private func image(
    height: Int, width: Int, channels: Int, colors: Int
  ) throws -> Bitmap {
    var bytes: [UInt8] = []
    for pixel in 0..<height * width {
      let color = (pixel * 7 + pixel / 5) % colors
      if channels == 1 {
        bytes.append(UInt8(truncatingIfNeeded: color * 255 / max(1, colors - 1)))
      } else {
        bytes += [UInt8(color % 16 * 16), UInt8(color / 16 % 16 * 16), UInt8(color / 256 * 15)]
      }
    }
    return try #require(Bitmap(height: height, width: width, channels: channels, bytes: bytes))
  }

  @Test(
    "What was written is read back",
    arguments: [1, 2, 3, 4, 5, 16, 17, 200, 256, 257, 3000], [(1, 1), (3, 70), (61, 53)])
  func roundTrip(colors: Int, size: (Int, Int)) throws {
    let original = try image(height: size.0, width: size.1, channels: 3, colors: colors)
    let decoded = try PNG.decode(PNG.encode(original))
    #expect(decoded.height == size.0 && decoded.width == size.1)
    for row in 0..<size.0 {
      for column in 0..<size.1 {
        #expect(decoded.color(row: row, column: column) == original.color(row: row, column: column))
      }
    }
  }

  @Test("Gray images stay gray", arguments: [1, 2, 17, 100, 256])
  func grayRoundTrip(levels: Int) throws {
    let original = try image(height: 40, width: 33, channels: 1, colors: levels)
    #expect(try PNG.decode(PNG.encode(original)) == original)
  }

  @Test("The same image gives the same bytes, and smooth images are filtered")
  func deterministicAndSmall() throws {
    var bytes: [UInt8] = []
    for row in 0..<200 {
      for column in 0..<200 {
        bytes += [UInt8(row), UInt8(column), UInt8((row + column) / 2)]
      }
    }
    let smooth = try #require(Bitmap(height: 200, width: 200, channels: 3, bytes: bytes))
    let file = try PNG.encode(smooth)
    #expect(try file == PNG.encode(smooth))
    #expect(file.count < 2000)
    let flat = try image(height: 400, width: 400, channels: 3, colors: 1)
    #expect(try PNG.encode(flat).count < 200)
  }

  @Test("Every cut of a file is an error, never a crash")
  func truncation() throws {
    let file = try PNG.encode(image(height: 20, width: 20, channels: 3, colors: 3000))
    for length in 0..<file.count - 12 {
      #expect(throws: PNGError.self) { try PNG.decode(Array(file.prefix(length))) }
    }
  }

  @Test("Every damaged byte gives an error or an image, never a crash")
  func damage() throws {
    let file = try PNG.encode(image(height: 9, width: 9, channels: 3, colors: 30))
    for position in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << bit
        _ = try? PNG.decode(damaged)
      }
    }
  }

  @Test(
    "Every colour type, depth and interlacing is read, transparency over white",
    arguments: [
      "gray-8", "gray-1", "gray-16", "gray-8-interlaced", "gray-alpha-8", "rgb-8",
      "rgb-8-interlaced", "rgb-16", "rgba-8", "rgba-16-interlaced", "palette-4",
      "palette-8-transparent",
    ])
  func formats(name: String) throws {
    let image = try PNG.decode(Fixture.bytes("png/\(name).png"))
    #expect(image.height == 7 && image.width == 9)
    #expect(image.channels == (name.hasPrefix("gray") ? 1 : 3))
    for row in 0..<7 {
      for column in 0..<9 {
        let color = image.color(row: row, column: column)
        let expected = Self.expected(name, row: row, column: column)
        #expect(color == expected, "row \(row), column \(column)")
      }
    }
  }

  /// The pixels that `Tests/Fixtures/png/make.py` describes.
  private static func expected(
    _ name: String, row: Int, column: Int
  ) -> (red: UInt8, green: UInt8, blue: UInt8) {
    if name.contains("alpha") || name.hasPrefix("rgba"), row == 0 { return (255, 255, 255) }
    if name.hasSuffix("transparent"), column == 0 { return (255, 255, 255) }
    let level = UInt8(name == "gray-1" ? 255 * (column % 2) : 28 * column)
    if name.hasPrefix("gray") { return (level, level, level) }
    return (level, name.hasPrefix("palette") ? 0 : UInt8(36 * row), 255 - level)
  }

  @Test(
    "Samples of 16 bits are kept, interlaced or not", arguments: ["", "-interlaced"])
  func words(suffix: String) throws {
    let image = try PNG.decodeDeep(Fixture.bytes("png/words-16\(suffix).png"))
    #expect((image.height, image.width, image.channels) == (7, 9, 1))
    let expected = (0..<7).flatMap { row in (0..<9).map { UInt16(7001 * $0 + 901 * row) } }
    #expect(image.samples == expected)
    let colours = try PNG.decodeDeep(Fixture.bytes("png/colours-16\(suffix).png"), ground: 7)
    let pixels: [[UInt16]] = (0..<7).flatMap { row in
      (0..<9).map { [UInt16(258 + $0), UInt16(772 + row), 1286] }
    }
    #expect(colours.channels == 3)
    #expect(Array(colours.samples.dropFirst(3)) == Array(pixels.joined().dropFirst(3)))
    #expect(colours.samples.prefix(3) == [7, 7, 7], "its first colour is transparent")
  }

  @Test("A damaged interlaced image of 16 bits is refused, wherever it is cut")
  func damagedInterlaced() throws {
    let file = try Fixture.bytes("png/words-16-interlaced.png")
    for end in stride(from: 8, to: file.count - 12, by: 7) {
      #expect(throws: PNGError.self) { try PNG.decodeDeep(Array(file.prefix(end))) }
    }
    var other = file
    other[60] ^= 1
    #expect(throws: PNGError.self) { try PNG.decodeDeep(other) }
  }

  @Test("What is not a PNG says so")
  func notPNG() {
    #expect(throws: PNGError.notPNG) { try PNG.decode(Array("GIF89a and more".utf8)) }
    #expect(throws: PNGError.notPNG) { try PNG.decode([]) }
  }

  @Test("An image over the limit is refused by its header")
  func limit() throws {
    let file = try PNG.encode(image(height: 10, width: 12, channels: 3, colors: 3))
    #expect(throws: PNGError.tooLarge(width: 12, height: 10, limit: 119)) {
      try PNG.decode(file, pixelLimit: 119)
    }
    #expect(try PNG.decode(file, pixelLimit: 120).width == 12)
  }

  @Test("A header that promises more than the file can hold is refused")
  func hostileHeader() {
    // 60000 x 60000 at 1 bit, with a valid checksum, and a few bytes of image data.
    let file: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
      0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 1, 0, 0, 0, 0,
    ]
    #expect(throws: PNGError.self) { try PNG.decode(file, pixelLimit: .max) }
  }

  @Test("An image without pixels is not written")
  func empty() throws {
    let empty = try #require(Bitmap(height: 0, width: 5, channels: 1, bytes: []))
    #expect(throws: PNGError.unwritable(width: 5, height: 0)) { try PNG.encode(empty) }
  }

  @Test("A bitmap needs as many bytes as it has samples")
  func bitmapSize() {
    #expect(Bitmap(height: 2, width: 2, channels: 3, bytes: Array(repeating: 0, count: 11)) == nil)
    #expect(Bitmap(height: 2, width: 2, channels: 2, bytes: Array(repeating: 0, count: 8)) == nil)
    #expect(Bitmap(height: .max, width: 2, channels: 1, bytes: []) == nil)
  }
}
