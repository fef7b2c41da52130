import Numerics
import Specification

/// Gaussian noise added to every number.
public struct GaussianNoise: Augmentation {
  /// Standard deviation, in the scaled numbers.
  public var deviation = 0.1

  /// The usual settings.
  public init() {}

  /// `noise`
  public static var kind: String { "noise" }
  /// What it is.
  public static var summary: String { "Gaussian noise added" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "deviation", \.deviation, "standard deviation, in the scaled numbers", .atLeast(0),
        isPrimary: true)
    ]
  }

  /// Adds noise.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    for index in 0..<image.count { image[index] += Float(deviation * random.normal()) }
  }
}
