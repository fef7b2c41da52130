import Foundation

/// The JPEG format, read through libturbojpeg where the machine has it.
public enum JPEG {
  /// Reads a JPEG of 8 bits, gray `[H, W, 1]` or in colour `[H, W, 3]`, turned as its Exif orientation
  /// asks.
  ///
  /// - Throws: `FileError` when the library is missing, or the file is damaged, CMYK or too large.
  public static func decode(_ file: MappedFile) throws(FileError) -> Bitmap {
    let header = try header(of: file)
    guard let library = TurboJPEG.shared else { throw FileError(file.path, missing) }
    let bytes = try library.decode(
      file, height: header.height, width: header.width, channels: header.components)
    guard
      let bitmap = Bitmap(
        height: header.height, width: header.width, channels: header.components, bytes: bytes)
    else { throw FileError(file.path, "announces an impossible size") }
    return bitmap.turned(header.orientation)
  }

  /// What the file says of its size and colours.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - advice: what brings a file of other colours into a form that is read, for messages.
  /// - Returns: its header.
  /// - Throws: `FileError` when it is damaged, or holds what is not read.
  public static func header(
    of file: MappedFile, advice: String = ""
  ) throws(FileError) -> JPEGHeader {
    let header = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try JPEGHeader(bytes, path: file.path)
    }
    guard header.precision == 8 else {
      throw FileError(
        file.path, "is a JPEG file of \(header.precision) bits a sample; only 8 are read")
    }
    guard header.components == 1 || header.components == 3 else {
      throw FileError(
        file.path,
        "is a JPEG file of \(header.components) colours (CMYK), which is not read"
          + (advice.isEmpty ? "" : "; convert it: \(advice)"))
    }
    // A block of 8 x 8 pixels takes at least one bit.
    guard header.height * header.width / 512 <= file.count else {
      throw FileError(file.path, "is a damaged JPEG file: the image data is cut off")
    }
    guard header.height * header.width <= PNG.defaultPixelLimit else {
      throw FileError(
        file.path,
        "has \(header.height) x \(header.width) pixels; at most \(PNG.defaultPixelLimit) are read")
    }
    return header
  }

  /// Says that the library is missing, when it is.
  ///
  /// - Throws: `FileError`, with the package that holds it.
  public static func check(_ path: String) throws(FileError) {
    guard TurboJPEG.shared != nil else { throw FileError(path, missing) }
  }

  private static let missing =
    "is a JPEG file; to read it, libturbojpeg is needed: apt-get install \(TurboJPEG.package)"
}

extension Bitmap {
  /// The image as it was meant to be seen.
  ///
  /// - Parameter orientation: what Exif says of the stored image, 1 to 8: 3 stands on its head, 6 is
  ///   to be turned by a quarter to the right, 8 to the left; 2, 4, 5 and 7 are mirrored.
  /// - Returns: the image, its sides exchanged from 5 on.
  public func turned(_ orientation: Int) -> Bitmap {
    guard (2...8).contains(orientation) else { return self }
    let isTransposed = orientation >= 5
    let (rows, columns) = isTransposed ? (width, height) : (height, width)
    var turned: [UInt8] = []
    turned.reserveCapacity(bytes.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let (y, x) = isTransposed ? (column, row) : (row, column)
        let (fromY, fromX): (Int, Int) =
          switch orientation {
          case 2: (y, width - 1 - x)
          case 3: (height - 1 - y, width - 1 - x)
          case 4: (height - 1 - y, x)
          case 5: (y, x)
          case 6: (height - 1 - y, x)
          case 7: (height - 1 - y, width - 1 - x)
          default: (y, width - 1 - x)
          }
        let start = (fromY * width + fromX) * channels
        turned += bytes[start..<start + channels]
      }
    }
    return Bitmap(height: rows, width: columns, channels: channels, bytes: turned) ?? self
  }
}

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

/// The orientation that a camera writes beside its pixels: a TIFF directory inside a segment of the
/// JPEG file (Exif 2.3, section 4.6.2).
enum ExifOrientation {
  /// The value of the tag, 1 to 8; nil where there is none, or the directory is damaged.
  static func read(_ segment: UnsafeRawBufferPointer) -> Int? {
    guard segment.count >= 14, segment.prefix(6).elementsEqual(Array("Exif\0\0".utf8)) else {
      return nil
    }
    let tiff = UnsafeRawBufferPointer(rebasing: segment[6...])
    let isBig = tiff[0] == UInt8(ascii: "M")
    guard isBig || tiff[0] == UInt8(ascii: "I") else { return nil }
    func number(_ place: Int, _ size: Int) -> Int? {
      guard place >= 0, place + size <= tiff.count else { return nil }
      let bytes = tiff[place..<place + size]
      return (isBig ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return nil }
      // Its type is SHORT, so the value stands in the first two bytes of the field.
      if tag == 0x0112, let value = number(place + 8, 2), (1...8).contains(value) { return value }
    }
    return nil
  }
}

/// libturbojpeg, looked for when the first JPEG is met: the program runs without it.
///
/// Interface: TurboJPEG 2, `turbojpeg.h`. The names of the functions and their C types are assumed.
final class TurboJPEG: Sendable {
  typealias Start = @convention(c) () -> UnsafeMutableRawPointer?
  typealias End = @convention(c) (UnsafeMutableRawPointer?) -> CInt
  typealias Decompress =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<UInt8>?, CInt,
      CInt,
      CInt, CInt, CInt
    ) -> CInt
  typealias Message = @convention(c) (UnsafeMutableRawPointer?) -> UnsafePointer<CChar>?

  /// The package that holds the library.
  static let package = "libturbojpeg0"

  /// The library; nil where the machine has none.
  static let shared: TurboJPEG? = TurboJPEG()

  private let start: Start
  private let end: End
  private let decompress: Decompress
  private let message: Message

  private init?() {
    let names = ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib"]
    let found = names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_LOCAL) }.first
    guard let library = found, let start = dlsym(library, "tjInitDecompress"),
      let end = dlsym(library, "tjDestroy"), let decompress = dlsym(library, "tjDecompress2"),
      let message = dlsym(library, "tjGetErrorStr2")
    else { return nil }
    self.start = unsafeBitCast(start, to: Start.self)
    self.end = unsafeBitCast(end, to: End.self)
    self.decompress = unsafeBitCast(decompress, to: Decompress.self)
    self.message = unsafeBitCast(message, to: Message.self)
  }

  /// TJPF_GRAY and TJPF_RGB.
  private static func format(_ channels: Int) -> CInt { channels == 1 ? 6 : 0 }
  /// TJFLAG_ACCURATEDCT and TJFLAG_LIMITSCANS: the transform that other readers use, and no file that
  /// takes minutes.
  private static let flags: CInt = 4096 | 32768

  /// What the library warns of without a pixel being lost.
  private static let harmless = ["extraneous bytes before marker", "Unknown Adobe color transform"]

  /// Decodes a file into `[height, width, channels]`.
  ///
  /// - Throws: `FileError` when the file is damaged; superfluous bytes between its segments are no
  ///   damage.
  func decode(
    _ file: MappedFile, height: Int, width: Int, channels: Int
  ) throws(FileError) -> [UInt8] {
    guard let handle = start() else { throw FileError(file.path, "libturbojpeg did not start") }
    defer { _ = end(handle) }
    var status: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: height * width * channels) { buffer, count in
      buffer.initialize(repeating: 0)
      count = buffer.count
      status = file.withUnsafeBytes { source in
        decompress(
          handle, source.bindMemory(to: UInt8.self).baseAddress, UInt(source.count),
          buffer.baseAddress, CInt(width), 0, CInt(height), Self.format(channels), Self.flags)
      }
    }
    guard status != 0 else { return bytes }
    let text = message(handle).map { String(cString: $0) } ?? "unknown error"
    guard Self.harmless.contains(where: text.contains) else {
      throw FileError(file.path, "is a damaged JPEG file: \(text)")
    }
    return bytes
  }
}
