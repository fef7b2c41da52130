import Numerics
import Specification

/// The kinds of augmentation.
public enum Augmentations: Family {
  /// What every augmentation can do.
  public typealias Member = any Augmentation
  /// "augmentation"
  public static var name: String { "augmentation" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] {
    [HorizontalFlip.self, Shift.self, Brightness.self, GaussianNoise.self, Cutout.self]
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
}

/// The numbers of one image in memory.
public struct ImageView {
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
