import Numerics
import Specification

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

  /// `blur`
  public static var kind: String { "blur" }
  /// What it is.
  public static var summary: String { "Gaussian blur of random width" }
  /// Its options.
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
