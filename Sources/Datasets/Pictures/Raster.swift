import Files
import Specification

/// One image as it is being read: `[H, W, C]`.
struct Raster: Sendable, Equatable {
  /// What its samples are.
  enum Samples: Sendable, Equatable {
    /// Bytes, black 0, white 255.
    case bytes([UInt8])
    /// Numbers, black and white where the scale of the dataset has them.
    case values([Float])
  }

  /// The number of rows.
  let height: Int
  /// The number of columns.
  let width: Int
  /// The samples of one pixel: 1 or 3.
  let channels: Int
  /// The samples, row by row from the top: `height * width * channels` of them.
  let samples: Samples

  /// The same image in gray or in colour.
  ///
  /// Gray is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), of bytes in the fixed point that libjpeg
  /// and Pillow use, so that the bytes are theirs.
  func converted(toChannels count: Int) -> Raster {
    guard count != channels else { return self }
    let converted: Samples =
      switch samples {
      case .bytes(let bytes):
        .bytes(count == 3 ? Self.inColour(bytes) : Self.inGray(bytes, Self.gray))
      case .values(let values):
        .values(count == 3 ? Self.inColour(values) : Self.inGray(values, Self.gray))
      }
    return Raster(height: height, width: width, channels: count, samples: converted)
  }

  private static func inColour<Sample>(_ samples: [Sample]) -> [Sample] {
    samples.flatMap { [$0, $0, $0] }
  }

  private static func inGray<Sample>(
    _ samples: [Sample], _ gray: (_ red: Sample, _ green: Sample, _ blue: Sample) -> Sample
  ) -> [Sample] {
    stride(from: 0, to: samples.count, by: 3).map { start in
      gray(samples[start], samples[start + 1], samples[start + 2])
    }
  }

  private static func gray(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum: Int = 19595 * Int(red) + 38470 * Int(green) + 7471 * Int(blue) + 0x8000
    return UInt8(sum >> 16)
  }

  private static func gray(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.299 * red + 0.587 * green + 0.114 * blue
  }

  /// The image in the middle of a black one; odd remainders go right and below.
  ///
  /// - Parameters:
  ///   - height: the rows of the whole, at least those of the image.
  ///   - width: the columns of the whole, at least those of the image.
  ///   - black: what numbers have for black.
  ///   - isEven: whether halves of a pixel are rounded to even, as Pillow does, not down.
  /// - Returns: the whole.
  func centred(height: Int, width: Int, black: Float, isEven: Bool = false) -> Raster {
    guard height != self.height || width != self.width else { return self }
    let rule: FloatingPointRoundingRule = isEven ? .toNearestOrEven : .down
    let top = Int((Double(height - self.height) / 2).rounded(rule))
    let left = Int((Double(width - self.width) / 2).rounded(rule))
    func centre<Sample>(_ samples: [Sample], _ black: Sample) -> [Sample] {
      var result = [Sample](repeating: black, count: height * width * channels)
      let length = self.width * channels
      for row in 0..<self.height {
        let start = ((top + row) * width + left) * channels
        result.replaceSubrange(
          start..<start + length, with: samples[row * length..<(row + 1) * length])
      }
      return result
    }
    let centred: Samples =
      switch samples {
      case .bytes(let bytes): .bytes(centre(bytes, 0))
      case .values(let values): .values(centre(values, black))
      }
    return Raster(height: height, width: width, channels: channels, samples: centred)
  }
}

extension Raster {
  /// An image of bytes.
  init(_ bitmap: Bitmap) {
    self.init(
      height: bitmap.height, width: bitmap.width, channels: bitmap.channels,
      samples: .bytes(bitmap.bytes))
  }
}

/// How an image of other proportions is brought to a size.
public enum ImageFit: String, Word {
  /// Fills the size; what stands over on two sides is cut off.
  case crop
  /// Lies within the size; two sides are filled up with black.
  case pad
  /// Is pulled to the size; proportions change.
  case stretch
}

extension Raster {
  /// The image brought to a size, as Pillow's `ImageOps.fit`, `ImageOps.pad` and `Image.resize`.
  ///
  /// - Parameters:
  ///   - height: the rows of the result.
  ///   - width: the columns of the result.
  ///   - fit: what happens to other proportions.
  ///   - filter: how neighbours are weighed.
  ///   - black: what numbers have for black.
  /// - Returns: an image of that size.
  func fitted(
    height: Int, width: Int, _ fit: ImageFit, _ filter: ResizeFilter, black: Float
  ) -> Raster {
    let (tall, wide) = (Double(self.height), Double(self.width))
    let ratio = wide / tall
    let wanted = Double(width) / Double(height)
    switch fit {
    case .stretch:
      return resized(rows: 0...tall, columns: 0...wide, height: height, width: width, filter)
    case .crop:
      let columns = ratio > wanted ? wanted * tall : wide
      let rows = ratio > wanted ? tall : wide / wanted
      let (top, left) = ((tall - rows) / 2, (wide - columns) / 2)
      return resized(
        rows: top...min(tall, top + rows), columns: left...min(wide, left + columns),
        height: height, width: width, filter)
    case .pad:
      let (rows, columns) =
        ratio > wanted
        ? (max(1, Int((tall / wide * Double(width)).rounded(.toNearestOrEven))), width)
        : (height, max(1, Int((wide / tall * Double(height)).rounded(.toNearestOrEven))))
      return resized(
        rows: 0...tall, columns: 0...wide, height: min(rows, height), width: min(columns, width),
        filter
      ).centred(height: height, width: width, black: black, isEven: true)
    }
  }
}
