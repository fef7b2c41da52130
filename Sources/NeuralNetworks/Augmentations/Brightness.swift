import Numerics
import Specification

/// Brightness and contrast changed: numbers moved, and spread about their mean.
public struct Brightness: Augmentation {
  /// Most that is added or taken away, in the scaled numbers.
  public var brightness = 0.2
  /// Most that the distance from the mean grows or shrinks, as a share.
  public var contrast = 0.2

  /// The usual settings.
  public init() {}

  /// `brightness`
  public static var kind: String { "brightness" }
  /// What it is.
  public static var summary: String { "brightness and contrast changed" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "brightness", \.brightness, "most that is added or taken away, in the scaled numbers",
        .atLeast(0), isPrimary: true),
      Field(
        "contrast", \.contrast, "most that the distance from the mean grows or shrinks, as a share",
        .between(0, 1)),
    ]
  }

  /// y = mean + (x - mean) (1 + contrast) + brightness.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    let added = random.uniform(-brightness, brightness)
    let stretch = 1 + random.uniform(-contrast, contrast)
    var sum = 0.0
    for index in 0..<image.count { sum += Double(image[index]) }
    let mean = sum / Double(max(1, image.count))
    let factor = Float(stretch)
    let shift = Float(mean - mean * stretch + added)
    for index in 0..<image.count { image[index] = image[index] * factor + shift }
  }
}
