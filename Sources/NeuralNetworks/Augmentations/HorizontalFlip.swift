import Numerics
import Specification

/// Left and right swapped, for some of the images.
public struct HorizontalFlip: Augmentation {
  /// Share of the images.
  public var probability = 0.5

  /// The usual settings.
  public init() {}

  /// `flip`
  public static var kind: String { "flip" }
  /// What it is.
  public static var summary: String { "left and right swapped" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("probability", \.probability, "share of the images", .between(0, 1), isPrimary: true)
    ]
  }

  /// Swaps columns.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    guard random.uniform() < probability else { return }
    for row in 0..<image.height {
      for column in 0..<image.width / 2 {
        for channel in 0..<image.channels {
          let left = image[row, column, channel]
          let other = image.width - 1 - column
          image[row, column, channel] = image[row, other, channel]
          image[row, other, channel] = left
        }
      }
    }
  }
}
