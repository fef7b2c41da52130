import Files

/// Portable anymaps: PBM, PGM and PPM files.
enum PNMPicture: PictureFormat {
  static let name = "PGM/PPM"

  static func isBegun(by start: [UInt8]) -> Bool { PNM.isBegun(by: start) }

  static func header(of file: MappedFile) throws(FileError) -> PictureHeader {
    let map = try map(file)
    return PictureHeader(
      height: map.height, width: map.width, channels: map.channels, isDeep: map.white > 255)
  }

  static func mostPixels(in size: Int, _ header: PictureHeader) -> Int { size * 8 }

  static func decode(
    _ file: MappedFile, _ preparation: Preparation
  ) throws(FileError) -> Raster {
    let map = try map(file)
    let samples = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try map.samples(bytes, path: file.path)
    }
    let (white, scale) = (map.white, preparation.scale)
    return Raster(
      height: map.height, width: map.width, channels: map.channels,
      samples: white > 255
        ? .values(samples.map { scale.value(of: Int($0), white: white) })
        : .bytes(samples.map { UInt8((Int($0) * 255 + white / 2) / white) }))
  }

  private static func map(_ file: MappedFile) throws(FileError) -> PNM {
    try file.withUnsafeBytes { (bytes) throws(FileError) in try PNM(bytes, path: file.path) }
  }
}
