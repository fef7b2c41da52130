import Numerics
import Specification

/// Brightness, contrast, saturation and hue changed, in this order, for some of the images (Howard: "Some
/// improvements on deep convolutional neural network based image classification", 2013). What is not an
/// image of three channels has no saturation and no hue, and keeps both.
public struct ColorJitter: Augmentation {
  /// Most that is added or taken away, in the scaled numbers.
  public var brightness = 0.4
  /// Most that the distance from the mean grows or shrinks, as a share.
  public var contrast = 0.4
  /// Most that the distance from gray grows or shrinks, as a share.
  public var saturation = 0.4
  /// Most that the hue is turned, as a share of the circle.
  public var hue = 0.1
  /// Share of the images.
  public var probability = 0.8

  /// The usual settings.
  public init() {}

  /// `colorJitter`
  public static var kind: String { "colorJitter" }
  /// What it is.
  public static var summary: String { "brightness, contrast, saturation and hue changed" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "brightness", \.brightness, "most that is added or taken away, in the scaled numbers",
        .atLeast(0)),
      Field(
        "contrast", \.contrast, "most that the distance from the mean grows or shrinks, as a share",
        .between(0, 1)),
      Field(
        "saturation", \.saturation,
        "most that the distance from gray grows or shrinks, as a share; of three channels",
        .between(0, 1)),
      Field(
        "hue", \.hue, "most that the hue is turned, as a share of the circle; of three channels",
        .between(0, 0.5)),
      Field("probability", \.probability, "share of the images", .between(0, 1)),
    ]
  }

  /// Changes the image.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    guard random.uniform() < probability else { return }
    let added = random.uniform(-brightness, brightness)
    let stretch = 1 + random.uniform(-contrast, contrast)
    let purity = 1 + random.uniform(-saturation, saturation)
    let turn = Elementary.sinCos(2 * Double.pi * random.uniform(-hue, hue))
    var sum = 0.0
    for index in 0..<image.count { sum += Double(image[index]) }
    let mean = sum / Double(max(1, image.count)) + added
    let shift = Float(added * stretch + (mean - mean * stretch))
    for index in 0..<image.count { image[index] = image[index] * Float(stretch) + shift }
    guard image.channels == 3 else { return }
    // Colours turn about the axis of grays (Rodrigues' rotation), which keeps the mean of a pixel.
    let (cosine, sine) = (Float(turn.cosine), Float(turn.sine) / Float(3).squareRoot())
    for pixel in 0..<image.height * image.width {
      let place = image.base + 3 * pixel
      let gray = Luminance.of(place)
      let (r, g, b) = (
        gray + (place[0] - gray) * Float(purity), gray + (place[1] - gray) * Float(purity),
        gray + (place[2] - gray) * Float(purity)
      )
      let rest = (r + g + b) / 3 * (1 - cosine)
      place[0] = r * cosine + (b - g) * sine + rest
      place[1] = g * cosine + (r - b) * sine + rest
      place[2] = b * cosine + (g - r) * sine + rest
    }
  }
}

/// All channels replaced by the luminance, for some of the images.
public struct Grayscale: Augmentation {
  /// Share of the images.
  public var probability = 0.2

  /// The usual settings.
  public init() {}

  /// `grayscale`
  public static var kind: String { "grayscale" }
  /// What it is.
  public static var summary: String { "colours taken away" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("probability", \.probability, "share of the images", .between(0, 1), isPrimary: true)
    ]
  }

  /// It takes colours.
  public func findings(on image: Shape) -> [Finding] {
    guard image.channels != 3 else { return [] }
    return [
      .note(
        "augmentation.grayscale", "\"grayscale\" changes nothing",
        detail: "images of \(image) have no colours", cure: "Leave it out")
    ]
  }

  /// Changes images of three channels.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    guard image.channels == 3, random.uniform() < probability else { return }
    for pixel in 0..<image.height * image.width {
      let place = image.base + 3 * pixel
      place.update(repeating: Luminance.of(place), count: 3)
    }
  }
}

/// How bright a colour is (ITU-R BT.601).
enum Luminance {
  /// Of red, green and blue.
  static func of(_ pixel: UnsafeMutablePointer<Float>) -> Float {
    0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
  }
}
