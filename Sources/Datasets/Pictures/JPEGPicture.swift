import Files

/// JPEG files, turned as their Exif orientation asks.
enum JPEGPicture: PictureFormat {
  static let name = "JPEG"

  static func isBegun(by start: [UInt8]) -> Bool { JPEGHeader.isBegun(by: start) }

  static func header(of file: MappedFile) throws(FileError) -> PictureHeader {
    let header = try JPEG.header(of: file)
    try JPEG.check(file.path)
    return PictureHeader(
      height: header.isTransposed ? header.width : header.height,
      width: header.isTransposed ? header.height : header.width, channels: header.components)
  }

  /// A block of 8 x 8 pixels takes at least one bit (ITU-T T.81, section F.1.2).
  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int { size * 8 * 64 }

  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster {
    Raster(try JPEG.decode(file))
  }
}
