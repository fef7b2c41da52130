import Datasets
import Files

/// Many small images in one picture, in lines from the top.
struct ThumbnailSheet {
  /// The images of a line.
  let columns: Int
  /// The rows of pixels of one image.
  let height: Int
  /// The columns of pixels of one image.
  let width: Int
  /// How many images are on it, from the first.
  let count: Int
  /// The file.
  let png: [UInt8]

  /// No side of an image is longer, in pixels.
  static let longestSide = 48
  /// No sheet has more samples: of 32 x 32 in colour it holds 1000 images.
  static let mostSamples = 3 << 20

  /// Puts images on a sheet, large ones made smaller by leaving out pixels; nil without any.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - scale: what black and white are.
  /// - Throws: `PNGError` when the sheet cannot be written.
  init?(_ images: ImageSet, scale: PixelScale) throws {
    let longest = max(images.height, images.width)
    let step = max(1, (longest + Self.longestSide - 1) / Self.longestSide)
    let (height, width) = (images.height / step, images.width / step)
    let channels = images.channels == 1 ? 1 : 3
    guard height > 0, width > 0 else { return nil }
    let count = min(images.count, Self.mostSamples / (height * width * channels))
    guard count > 0 else { return nil }
    let columns = min(count, 40)
    let lines = (count + columns - 1) / columns
    let line = columns * width * channels
    var bytes = [UInt8](repeating: 0, count: lines * height * line)
    for index in 0..<count {
      guard let image = images.bitmap(of: index, scale: scale) else { continue }
      let left = index % columns * width * channels
      for row in 0..<height {
        let target = (index / columns * height + row) * line + left
        for column in 0..<width {
          let source = (row * step * image.width + column * step) * image.channels
          for channel in 0..<channels {
            bytes[target + column * channels + channel] =
              image.bytes[source + min(channel, image.channels - 1)]
          }
        }
      }
    }
    guard
      let sheet = Bitmap(
        height: lines * height, width: columns * width, channels: channels, bytes: bytes)
    else { return nil }
    self.columns = columns
    self.height = height
    self.width = width
    self.count = count
    png = try PNG.encode(sheet)
  }
}
