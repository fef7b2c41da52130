import Numerics
import Specification

/// A square painted over, its centre anywhere in the image (DeVries and Taylor, arXiv:1708.04552).
public struct Cutout: Augmentation {
  /// Side of the square.
  public var size = 8
  /// Number it is painted with.
  public var fill = 0.0

  /// The usual settings.
  public init() {}

  /// `cutout`
  public static var kind: String { "cutout" }
  /// What it is.
  public static var summary: String { "a square painted over" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("size", \.size, "side of the square", .atLeast(1), isPrimary: true),
      Field("fill", \.fill, "number it is painted with"),
    ]
  }

  /// Paints over the part of the square that lies in the image.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    let top = random.integer(below: image.height) - size / 2
    let left = random.integer(below: image.width) - size / 2
    for row in max(0, top)..<max(max(0, top), min(image.height, top + size)) {
      for column in max(0, left)..<max(max(0, left), min(image.width, left + size)) {
        for channel in 0..<image.channels { image[row, column, channel] = Float(fill) }
      }
    }
  }
}
