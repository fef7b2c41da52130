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

extension ImageSet {
  /// Writes images as floating-point numbers `[count, H, W, C]`, without allocating.
  ///
  /// - Parameters:
  ///   - indices: which images, in which order.
  ///   - target: at least `indices.count * shape.imageSize` numbers; the rest stays as it is.
  ///   - scale: what black and white become.
  public func fill(
    _ indices: ArraySlice<Int>, into target: UnsafeMutableBufferPointer<Float>, scale: PixelScale
  ) {
    precondition(target.count >= indices.count * shape.imageSize, "the target is too small")
    guard var place = target.baseAddress else { return }
    let size = shape.imageSize
    for index in indices {
      write(index, to: place, scale)
      place += size
    }
  }

  /// Images as rows of a matrix `[count, H * W * C]`.
  public func matrix(of indices: ArraySlice<Int>, scale: PixelScale) -> Matrix<Float> {
    Matrix(rows: indices.count, columns: shape.imageSize) { target in
      fill(indices, into: target, scale: scale)
    }
  }

  /// All images as rows of a matrix `[N, H * W * C]`.
  public func matrix(scale: PixelScale) -> Matrix<Float> {
    matrix(of: Array(0..<count)[...], scale: scale)
  }

  /// One image as bytes `[H, W, C]`, for looking at: numbers are taken back by the scale.
  public func bytes(of index: Int, scale: PixelScale = .unit) -> [UInt8] {
    let values = [Float](unsafeUninitializedCapacity: shape.imageSize) { target, count in
      fill([index], into: target, scale: scale)
      count = shape.imageSize
    }
    return values.map { scale.byte(of: $0) }
  }

  /// Writes one image: row by row into the middle of a black one where it is padded.
  private func write(_ index: Int, to target: UnsafeMutablePointer<Float>, _ scale: PixelScale) {
    let source = pixels.shape
    let isPadded = source.height != height || source.width != width
    if isPadded { target.update(repeating: scale.low, count: shape.imageSize) }
    let rows = isPadded ? source.height : 1
    let rowSize = source.imageSize / rows
    let top = (height - source.height) / 2
    let left = (width - source.width) / 2
    let first = target + (top * width + left) * channels
    let start = (stored?[index] ?? index) * source.imageSize
    for row in 0..<rows {
      let place = first + row * width * channels
      let from = start + row * rowSize
      pixels.withElements { bytes in
        Self.scale(bytes + from, to: place, count: rowSize, scale)
      } floats: { floats in
        place.update(from: floats + from, count: rowSize)
      }
    }
  }

  /// Same value as `PixelScale.value(of:)`, in a loop that the compiler vectorises.
  private static func scale(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<Float>, count: Int,
    _ scale: PixelScale
  ) {
    let range = scale.high - scale.low
    let low = scale.low
    for i in 0..<count { target[i] = Float(source[i]) / 255 * range + low }
  }
}

extension ImageSet {
  /// Maps images that were written as `.npy` `[N, H, W, C]`, with their classes as they are.
  ///
  /// - Parameters:
  ///   - path: the file of the images.
  ///   - labels: the file of the classes, from 0.
  /// - Throws: `FileError` when a file is damaged.
  public init(storedAt path: String, labels: String? = nil) throws {
    let array = try ArrayFile(path: path)
    let shape = try array.imageShape()
    let classes = try labels.map { try ArrayFile(path: $0).classes(count: shape.count) }
    self.init(try array.pixels(shape, scale: .unit), labels: classes, classes: nil)
  }
}
