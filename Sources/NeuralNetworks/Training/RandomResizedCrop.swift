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

  /// The usual settings.
  public init() {}

  /// `randomResizedCrop`
  public static var kind: String { "randomResizedCrop" }
  /// What it is.
  public static var summary: String { "a part of the image, brought to the image's size" }
  /// Its options.
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
