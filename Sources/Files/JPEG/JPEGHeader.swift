/// What the segments of a JPEG file (ITU-T T.81) before its first scan say.
public struct JPEGHeader: Sendable, Equatable {
  /// The number of rows, as stored.
  public let height: Int
  /// The number of columns, as stored.
  public let width: Int
  /// The colour components: 1 (gray), 3 or 4 (CMYK).
  public let components: Int
  /// The bits of a sample.
  public let precision: Int
  /// How the stored image is to be turned: 1 to 8 (Exif 2.3, tag 0x0112).
  public let orientation: Int

  /// Whether rows and columns change places when the image is turned.
  public var isTransposed: Bool { orientation >= 5 }

  /// Whether the bytes begin as a JPEG file does.
  public static func isBegun(by start: some Sequence<UInt8>) -> Bool {
    start.starts(with: [0xFF, 0xD8, 0xFF])
  }

  /// Reads the segments up to the frame header; no pixels are decoded.
  ///
  /// - Throws: `FileError` when the file ends before, or is no JPEG.
  public init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    guard Self.isBegun(by: bytes.prefix(3)) else {
      throw FileError(path, "is not a JPEG file: it does not begin with FF D8 FF")
    }
    var orientation = 1
    var place = 2
    while true {
      // Any number of fill bytes may precede a marker (section B.1.1.2).
      while place < bytes.count, bytes[place] == 0xFF { place += 1 }
      guard place + 2 < bytes.count else { break }
      let marker = bytes[place]
      let length = Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
      let end = place + 1 + length
      guard length >= 2, end <= bytes.count, marker != 0xDA, marker != 0xD9 else { break }
      let segment = UnsafeRawBufferPointer(rebasing: bytes[(place + 3)..<end])
      if marker == 0xE1, let found = ExifOrientation.read(segment) { orientation = found }
      if Self.isFrame(marker) {
        guard segment.count >= 6 else { break }
        precision = Int(segment[0])
        height = Int(segment[1]) << 8 | Int(segment[2])
        width = Int(segment[3]) << 8 | Int(segment[4])
        components = Int(segment[5])
        self.orientation = orientation
        guard height > 0, width > 0 else {
          throw FileError(path, "announces \(height) x \(width) pixels, which is not read")
        }
        return
      }
      guard end < bytes.count, bytes[end] == 0xFF else { break }
      place = end
    }
    throw FileError(path, "is a damaged JPEG file: it ends, or breaks off, within its header")
  }

  /// Start-of-frame markers: C0 to CF without DHT, JPG and DAC.
  private static func isFrame(_ marker: UInt8) -> Bool {
    (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
  }
}
