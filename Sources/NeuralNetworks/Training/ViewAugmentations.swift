import Numerics
import Specification

/// A part of the image of random size, shape and place, brought back to the image's size by linear
/// interpolation (Szegedy et al.: "Going deeper with convolutions", CVPR 2015; drawn as torchvision
/// draws it: of ten attempts the first that lies in the image, otherwise the whole image).
public struct RandomResizedCrop: Augmentation {
  /// The smallest share of the image's area.
  public var smallest = 0.2
  /// The largest share of the image's area.
  public var largest = 1.0
  /// How much wider than high, or higher than wide, it may be.
  public var stretch = 4.0 / 3

  public init() {}

  public static var kind: String { "randomResizedCrop" }
  public static var summary: String { "a part of the image, brought to the image's size" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "smallest", \.smallest, "smallest share of the image's area",
        .between(0.01, 1), isPrimary: true),
      Field(
        "largest", \.largest, "largest share of the image's area",
        .between(0.01, 1)),
      Field(
        "stretch", \.stretch, "how much wider than high, or higher than wide, it may be",
        .atLeast(1)),
    ]
  }

  /// The smallest part may not be larger than the largest.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if smallest > largest { report("smallest", "smallest must not be above largest") }
  }

  /// Cuts a part out and enlarges it.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    let part = part(of: image, &random)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: image.count) { copy in
      guard let original = ImageView(copy, shape: [image.height, image.width, image.channels])
      else {
        return
      }
      original.base.update(from: image.base, count: image.count)
      for row in 0..<image.height {
        let y = Self.position(row, of: image.height, in: part.height)
        for column in 0..<image.width {
          let x = Self.position(column, of: image.width, in: part.width)
          for channel in 0..<image.channels {
            func pixel(_ row: Int, _ column: Int) -> Float {
              original[part.top + row, part.left + column, channel]
            }
            let above = pixel(y.first, x.first) * (1 - x.share) + pixel(y.first, x.next) * x.share
            let below = pixel(y.next, x.first) * (1 - x.share) + pixel(y.next, x.next) * x.share
            image[row, column, channel] = above * (1 - y.share) + below * y.share
          }
        }
      }
    }
  }

  /// A part of an image, in whole pixels.
  private struct Part {
    let top, left, height, width: Int
  }

  private func part(of image: ImageView, _ random: inout RandomStream) -> Part {
    let pixels = Double(image.height * image.width)
    let reach = Elementary.log(stretch)
    for _ in 0..<10 {
      let area = pixels * random.uniform(smallest, largest)
      let ratio = Elementary.exp(random.uniform(-reach, reach))
      let width = Int((area * ratio).squareRoot().rounded())
      let height = Int((area / ratio).squareRoot().rounded())
      guard width >= 1, height >= 1, width <= image.width, height <= image.height else { continue }
      return Part(
        top: random.integer(below: image.height - height + 1),
        left: random.integer(below: image.width - width + 1), height: height, width: width)
    }
    return Part(top: 0, left: 0, height: image.height, width: image.width)
  }

  /// Between which two pixels of a part the centre of a pixel lies, and how far on the way.
  private static func position(
    _ index: Int, of size: Int, in part: Int
  ) -> (first: Int, next: Int, share: Float) {
    let place = (Double(index) + 0.5) * Double(part) / Double(size) - 0.5
    let bounded = min(max(0, place), Double(part - 1))
    let first = Int(bounded)
    return (first, min(first + 1, part - 1), Float(bounded - Double(first)))
  }
}

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

  public init() {}

  public static var kind: String { "colorJitter" }
  public static var summary: String { "brightness, contrast, saturation and hue changed" }
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

  public init() {}

  public static var kind: String { "grayscale" }
  public static var summary: String { "colours taken away" }
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

/// A Gaussian blur of random width, for some of the images (Chen et al.: "A simple framework for
/// contrastive learning", ICML 2020, appendix A). Beyond the border the outermost pixels go on.
public struct Blur: Augmentation {
  /// Largest standard deviation, in pixels.
  public var largest = 2.0
  /// Smallest standard deviation, in pixels.
  public var smallest = 0.1
  /// Pixels on each side that are taken in.
  public var radius = 1
  /// Share of the images.
  public var probability = 0.5

  /// The usual settings: a kernel of a tenth of an image of 32 pixels.
  public init() {}

  public static var kind: String { "blur" }
  public static var summary: String { "Gaussian blur of random width" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "largest", \.largest, "largest standard deviation, in pixels", .above(0), isPrimary: true),
      Field("smallest", \.smallest, "smallest standard deviation, in pixels", .above(0)),
      Field("radius", \.radius, "pixels on each side that are taken in", .between(1, 1000)),
      Field("probability", \.probability, "share of the images", .between(0, 1)),
    ]
  }

  /// The smallest width may not be above the largest.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if smallest > largest { report("smallest", "smallest must not be above largest") }
  }

  /// Blurs along rows, then along columns.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    guard random.uniform() < probability else { return }
    let deviation = random.uniform(smallest, largest)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: image.count + 2 * radius + 1) {
      memory in
      guard let copy = memory.baseAddress else { return }
      let weights = copy + image.count
      var sum = 0.0
      for place in -radius...radius {
        let distance = Double(place) / deviation
        let weight = Elementary.exp(-distance * distance / 2)
        weights[place + radius] = Float(weight)
        sum += weight
      }
      for place in 0...2 * radius { weights[place] = Float(Double(weights[place]) / sum) }
      let (row, pixel) = (image.width * image.channels, image.channels)
      copy.update(from: image.base, count: image.count)
      blur(copy, to: image.base, weights, lines: image.height, (image.width, pixel), line: row)
      copy.update(from: image.base, count: image.count)
      for start in 0..<image.width {
        blur(
          copy + start * pixel, to: image.base + start * pixel, weights, lines: 1,
          (image.height, row), line: 0, channels: pixel)
      }
    }
  }

  /// Blurs lines of `length` pixels that are `step` numbers apart.
  private func blur(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
    _ weights: UnsafePointer<Float>, lines: Int, _ run: (length: Int, step: Int), line: Int,
    channels: Int? = nil
  ) {
    for start in 0..<lines {
      for position in 0..<run.length {
        for channel in 0..<(channels ?? run.step) {
          var sum: Float = 0
          for place in -radius...radius {
            let from = min(max(0, position + place), run.length - 1)
            sum += weights[place + radius] * source[start * line + from * run.step + channel]
          }
          target[start * line + position * run.step + channel] = sum
        }
      }
    }
  }
}
