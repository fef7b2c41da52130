import Numerics
import Specification

/// The kinds of augmentation.
public enum Augmentations: Family {
  public typealias Member = any Augmentation
  /// "augmentation"
  public static var name: String { "augmentation" }
  public static var kinds: [any Described.Type] {
    [
      HorizontalFlip.self, Shift.self, RandomResizedCrop.self, Brightness.self, ColorJitter.self,
      Grayscale.self, Blur.self, GaussianNoise.self, Cutout.self,
    ]
  }
}

/// A random change of a training image, drawn anew in every epoch.
public protocol Augmentation: Described {
  /// Changes an image in place.
  ///
  /// - Parameters:
  ///   - image: the numbers as the experiment scales them, channels side by side.
  ///   - random: a stream of this augmentation, image and epoch alone.
  func apply(to image: ImageView, _ random: inout RandomStream)
  /// What it needs of images of a shape, decided before anything is trained.
  func findings(on image: Shape) -> [Finding]
}

extension Augmentation {
  /// Any image will do.
  public func findings(on image: Shape) -> [Finding] { [] }
}

/// The numbers of one image in memory.
///
/// Each belongs to one piece of work at a time, which is why it may cross threads.
public struct ImageView: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// Numbers of a pixel.
  public let channels: Int

  /// A view of numbers; nil unless there are `[height, width, channels]` of them.
  public init?(_ numbers: UnsafeMutableBufferPointer<Float>, shape: [Int]) {
    guard let base = numbers.baseAddress, shape.count == 3, numbers.count == shape.reduce(1, *)
    else { return nil }
    self.init(base: base, height: shape[0], width: shape[1], channels: shape[2])
  }

  init(base: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int) {
    self.base = base
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// All numbers.
  public var count: Int { height * width * channels }

  /// One number of all of them.
  public subscript(index: Int) -> Float {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// One number of a pixel.
  public subscript(row: Int, column: Int, channel: Int) -> Float {
    get { base[(row * width + column) * channels + channel] }
    nonmutating set { base[(row * width + column) * channels + channel] = newValue }
  }
}

/// Left and right swapped, for some of the images.
public struct HorizontalFlip: Augmentation {
  /// Share of the images.
  public var probability = 0.5

  public init() {}

  public static var kind: String { "flip" }
  public static var summary: String { "left and right swapped" }
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

/// The image moved by a few pixels: a crop of the image with a border around it.
public struct Shift: Augmentation {
  /// Most pixels it is moved in each direction.
  public var pixels = 4
  /// Number that comes in at the sides.
  public var fill = 0.0

  public init() {}

  public static var kind: String { "shift" }
  public static var summary: String { "the image moved, what comes in filled" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "pixels", \.pixels, "most pixels it is moved in each direction", .atLeast(0),
        isPrimary: true),
      Field("fill", \.fill, "number that comes in at the sides"),
    ]
  }

  /// Moves rows and columns.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    let down = random.integer(below: 2 * pixels + 1) - pixels
    let right = random.integer(below: 2 * pixels + 1) - pixels
    let rows = down > 0 ? Array((0..<image.height).reversed()) : Array(0..<image.height)
    let columns = right > 0 ? Array((0..<image.width).reversed()) : Array(0..<image.width)
    for row in rows {
      for column in columns {
        let fromRow = row - down
        let fromColumn = column - right
        let isInside =
          fromRow >= 0 && fromRow < image.height && fromColumn >= 0 && fromColumn < image.width
        for channel in 0..<image.channels {
          image[row, column, channel] =
            isInside ? image[fromRow, fromColumn, channel] : Float(fill)
        }
      }
    }
  }
}

/// Brightness and contrast changed: numbers moved, and spread about their mean.
public struct Brightness: Augmentation {
  /// Most that is added or taken away, in the scaled numbers.
  public var brightness = 0.2
  /// Most that the distance from the mean grows or shrinks, as a share.
  public var contrast = 0.2

  public init() {}

  public static var kind: String { "brightness" }
  public static var summary: String { "brightness and contrast changed" }
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

/// Gaussian noise added to every number.
public struct GaussianNoise: Augmentation {
  /// Standard deviation, in the scaled numbers.
  public var deviation = 0.1

  public init() {}

  public static var kind: String { "noise" }
  public static var summary: String { "Gaussian noise added" }
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

/// A square painted over, its centre anywhere in the image (DeVries and Taylor, arXiv:1708.04552).
public struct Cutout: Augmentation {
  /// Side of the square.
  public var size = 8
  /// Number it is painted with.
  public var fill = 0.0

  public init() {}

  public static var kind: String { "cutout" }
  public static var summary: String { "a square painted over" }
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

/// The random changes of the images of a training. What happens to an image depends on the seed, the image,
/// the view and the epoch, and on no other image: threads share the images.
struct ImageChanges: Sendable {
  private let changes: [any Augmentation]
  /// What the random numbers of each change are for, view by view.
  private let purposes: [[String]]
  private let seed: UInt64

  init(_ changes: [OneOf<Augmentations>], views: Int, seed: UInt64) {
    self.changes = changes.map(\.value)
    self.seed = seed
    purposes = (0..<views).map { view in
      changes.indices.map { "augmentation/\($0)" + (view > 0 ? "/view \(view)" : "") }
    }
  }

  /// Changes images in place: `[indices, H, W, C]`. The random numbers of an image are those of its index
  /// counted from `first`, which is another for every epoch.
  func apply(
    to indices: ArraySlice<Int>, at place: Numbers<Float>, shape: Shape, view: Int, first: UInt64
  ) {
    guard !changes.isEmpty, case .image(let height, let width, let channels) = shape else { return }
    Parallel.forEach(blocks: indices.count) { row in
      let image = ImageView(
        base: place.base + row * shape.count, height: height, width: width, channels: channels)
      let number = first &+ UInt64(indices[indices.startIndex + row])
      for (change, purpose) in zip(changes, purposes[view]) {
        var random = RandomStream(seed: seed, purpose: purpose, index: number)
        change.apply(to: image, &random)
      }
    }
  }
}
