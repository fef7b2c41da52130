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
  /// - Throws: `FileError` when it is damaged, or holds what is not read.
  public static func header(of file: MappedFile) throws(FileError) -> JPEGHeader {
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
        "is a JPEG file of \(header.components) colours (CMYK), which is not read; convert it: "
          + "mogrify -colorspace sRGB FILE")
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
