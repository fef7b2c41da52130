import Specification

/// The shape of a set of images: `[N, H, W, C]`.
public struct ImageShape: Sendable, Equatable, CustomStringConvertible {
  /// The number of images.
  public var count: Int
  /// The number of rows of each.
  public var height: Int
  /// The number of columns of each.
  public var width: Int
  /// The numbers of each pixel: 1 (gray) or 3 (red, green, blue).
  public var channels: Int

  /// A shape.
  public init(count: Int, height: Int, width: Int, channels: Int) {
    self.count = count
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of elements of one image; `Int.max` when there are more than can be counted.
  public var imageSize: Int { Count.product([height, width, channels]).value }
  /// The number of elements of all images; `Int.max` when there are more than can be counted.
  public var byteCount: Int { Count.product([count, height, width, channels]).value }

  /// `8500 images of 32 x 32 x 3`, rows by columns by channels.
  public var description: String { "\(count) images of \(height) x \(width) x \(channels)" }
}
