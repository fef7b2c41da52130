import Files
import Numerics

/// A set of images, which stay bytes (mapped from their file where it allows) until they are used.
///
/// A value is a view: choosing images or padding them copies no pixels.
public struct ImageSet: Sendable {
  /// The shape: `[N, H, W, C]`, padding included.
  public let shape: ImageShape
  /// The class of each image, from 0.
  public let labels: [Int]?
  /// The names of the classes.
  public let classes: [String]?

  let pixels: Pixels
  /// Which of the stored images these are; all when nil.
  let stored: [Int]?

  /// All images of a source.
  init(_ pixels: Pixels, labels: [Int]?, classes: [String]?) {
    self.init(pixels.shape, pixels, stored: nil, labels: labels, classes: classes)
  }

  private init(
    _ shape: ImageShape, _ pixels: Pixels, stored: [Int]?, labels: [Int]?, classes: [String]?
  ) {
    self.shape = shape
    self.pixels = pixels
    self.stored = stored
    self.labels = labels
    self.classes = classes
  }

  /// Images in memory `[N, H, W, C]`; nil when the numbers of bytes or labels do not fit the shape.
  public init?(
    bytes: [UInt8], shape: ImageShape, labels: [Int]? = nil, classes: [String]? = nil
  ) {
    guard bytes.count == shape.byteCount, labels.map({ $0.count == shape.count }) ?? true else {
      return nil
    }
    self.init(Pixels(shape, .bytes(bytes)), labels: labels, classes: classes)
  }

  /// The number of images.
  public var count: Int { shape.count }
  /// The number of rows of each image.
  public var height: Int { shape.height }
  /// The number of columns of each image.
  public var width: Int { shape.width }
  /// The numbers of each pixel: 1 or 3.
  public var channels: Int { shape.channels }
  /// Whether the images are stored as floating-point numbers, which `PixelScale` leaves alone.
  public var isFloat: Bool { pixels.isFloat }

  /// Some of the images, in the order asked for.
  public func selecting(_ indices: [Int]) -> ImageSet {
    var chosen = shape
    chosen.count = indices.count
    return ImageSet(
      chosen, pixels, stored: indices.map { stored?[$0] ?? $0 },
      labels: labels.map { labels in indices.map { labels[$0] } }, classes: classes)
  }

  /// The images centred on a black square; odd remainders go right and below. Nil when the square
  /// is smaller than the images.
  public func padded(to side: Int) -> ImageSet? {
    guard side >= height, side >= width else { return nil }
    let padded = ImageShape(count: count, height: side, width: side, channels: channels)
    return ImageSet(padded, pixels, stored: stored, labels: labels, classes: classes)
  }

  /// The images with other labels, one for each, and class names.
  package func labelled(_ labels: [Int]?, classes: [String]?) -> ImageSet {
    ImageSet(shape, pixels, stored: stored, labels: labels, classes: classes)
  }
}
