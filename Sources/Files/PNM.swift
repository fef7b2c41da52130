/// The portable anymaps of Netpbm: PBM (bits), PGM (gray) and PPM (colours), in text (P1 to P3) or in
/// bytes (P4 to P6), of up to 16 bits a sample.
public struct PNM: Sendable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The samples of one pixel: 1 or 3.
  public let channels: Int
  /// The number that white has: 1 for bits, else 1 to 65535.
  public let white: Int
  private let isText: Bool
  private let isBits: Bool
  private let dataOffset: Int

  /// Whether the bytes begin as such a file does.
  public static func isBegun(by start: [UInt8]) -> Bool {
    start.count > 2 && start[0] == UInt8(ascii: "P") && (0x31...0x36).contains(start[1])
      && (isSpace(start[2]) || start[2] == UInt8(ascii: "#"))
  }

  /// Reads the header.
  ///
  /// - Throws: `FileError` when it is damaged, or the image is larger than is read.
  public init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    guard Self.isBegun(by: Array(bytes.prefix(3))) else {
      throw FileError(path, "is no PBM, PGM or PPM file: it does not begin with P1 to P6")
    }
    let kind = bytes[1] - 0x30
    isText = kind <= 3
    isBits = kind == 1 || kind == 4
    channels = kind % 3 == 0 ? 3 : 1
    var reader = Reader(bytes, place: 2, path: path)
    width = try reader.number("its width")
    height = try reader.number("its height")
    white = isBits ? 1 : try reader.number("its largest value")
    guard reader.place < bytes.count, Self.isSpace(bytes[reader.place]) else {
      throw FileError(path, "ends within its header")
    }
    dataOffset = reader.place + 1
    let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflows, pixels <= PNG.defaultPixelLimit else {
      throw FileError(path, "announces \(height) x \(width) pixels, which is not read")
    }
    guard (1...65535).contains(white) else {
      throw FileError(path, "announces \(white) as its largest value; 1 to 65535 are read")
    }
  }

  /// The samples as they are stored, 0 to `white`: `[H, W, C]`.
  ///
  /// - Throws: `FileError` when the file is cut, or a sample is above `white`.
  public func samples(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) -> [UInt16] {
    let count = height * width * channels
    let lineSize = isBits ? (width + 7) / 8 : width * channels * (white > 255 ? 2 : 1)
    let needed = isText ? count : lineSize * height
    guard dataOffset <= bytes.count, bytes.count - dataOffset >= needed else {
      throw FileError(path, "ends after \(bytes.count) of at least \(dataOffset + needed) bytes")
    }
    var samples: [UInt16] = []
    samples.reserveCapacity(count)
    if isText {
      var reader = Reader(bytes, place: dataOffset, path: path)
      for _ in 0..<count {
        let value = isBits ? try reader.bit() : try reader.number("a sample")
        samples.append(UInt16(min(65535, value)))
      }
    } else if isBits {
      for row in 0..<height {
        for column in 0..<width {
          let byte = bytes[dataOffset + row * lineSize + column / 8]
          samples.append(UInt16(byte >> (7 - UInt8(column % 8)) & 1))
        }
      }
    } else {
      for index in 0..<count {
        samples.append(
          white > 255
            ? UInt16(bytes[dataOffset + 2 * index]) << 8 | UInt16(bytes[dataOffset + 2 * index + 1])
            : UInt16(bytes[dataOffset + index]))
      }
    }
    guard let index = samples.firstIndex(where: { $0 > white }) else {
      // A bit of PBM is ink: 1 is black.
      return isBits ? samples.map { 1 - $0 } : samples
    }
    throw FileError(path, "has the sample \(samples[index]), above its largest value \(white)")
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Reads numbers in text.
  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var place: Int
    let path: String

    init(_ bytes: UnsafeRawBufferPointer, place: Int, path: String) {
      self.bytes = bytes
      self.place = place
      self.path = path
    }

    /// Passes over blanks, and comments to the end of their line.
    mutating func skip() {
      while place < bytes.count {
        if bytes[place] == UInt8(ascii: "#") {
          while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
        } else if PNM.isSpace(bytes[place]) {
          place += 1
        } else {
          return
        }
      }
    }

    mutating func number(_ what: String) throws(FileError) -> Int {
      skip()
      var value = 0
      let start = place
      while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - start < 9 {
        value = value * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      guard place > start else { throw FileError(path, "ends, or is damaged, before \(what)") }
      return value
    }

    /// A digit of P1, which needs no blanks between.
    mutating func bit() throws(FileError) -> Int {
      skip()
      guard place < bytes.count, bytes[place] == 0x30 || bytes[place] == 0x31 else {
        throw FileError(path, "ends, or is damaged, before a sample")
      }
      place += 1
      return Int(bytes[place - 1] - 0x30)
    }
  }
}
