import Files
import Numerics
import Synchronization

/// Puts images that are read one by one side by side.
struct PixelAssembly {
  /// The shape of all of them.
  let shape: ImageShape
  /// What is done to each.
  let preparation: Preparation

  /// Reads all images, on as many threads as the work may use, and writes each to its place.
  ///
  /// - Parameters:
  ///   - isDeep: whether some image has more than 8 bits, so that all become numbers.
  ///   - path: the file of an image, by its index, for messages.
  ///   - read: reads one image, by its index.
  /// - Returns: the pixels, mapped onto the scale where they are deep.
  /// - Throws: the error of the first image that cannot be read.
  func pixels(
    isDeep: Bool, path: @Sendable (Int) -> String,
    _ read: @Sendable (Int) throws(FileError) -> Raster
  ) throws(FileError) -> Pixels {
    let failure = Mutex<(index: Int, error: FileError)?>(nil)
    func each(_ write: @Sendable (Int, Raster) -> Void) {
      Parallel.forEach(blocks: shape.count) { index in
        do throws(FileError) {
          guard let raster = preparation.prepare(try read(index), for: shape) else {
            throw FileError(path(index), "changed its size since it was opened")
          }
          write(index, raster)
        } catch {
          failure.withLock { known in
            if known.map({ index < $0.index }) ?? true { known = (index, error) }
          }
        }
      }
    }
    let size = shape.imageSize
    let storage: Pixels.Storage
    if isDeep {
      storage = .floats(
        [Float](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
          buffer.initialize(repeating: 0)
          count = buffer.count
          // Each image writes its own part of the buffer.
          nonisolated(unsafe) let target = buffer
          each { index, raster in
            Self.copy(raster.values(preparation.scale), to: target, at: index * size)
          }
        })
    } else {
      storage = .bytes(
        [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
          buffer.initialize(repeating: 0)
          count = buffer.count
          nonisolated(unsafe) let target = buffer
          each { index, raster in
            guard case .bytes(let bytes) = raster.samples else { return }
            Self.copy(bytes, to: target, at: index * size)
          }
        })
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    return Pixels(shape, storage)
  }

  private static func copy<Sample>(
    _ samples: [Sample], to target: UnsafeMutableBufferPointer<Sample>, at place: Int
  ) {
    guard place + samples.count <= target.count else { return }
    _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + samples.count])
      .update(fromContentsOf: samples)
  }
}

extension Raster {
  /// The samples as numbers of a scale.
  func values(_ scale: PixelScale) -> [Float] {
    switch samples {
    case .bytes(let bytes): bytes.map { scale.value(of: $0) }
    case .values(let values): values
    }
  }
}

extension Preparation {
  /// The pixels of a source, with channels and size as they are to be; padding is left to the view.
  func prepared(_ pixels: Pixels) throws(FileError) -> Pixels {
    let shape = prepared(pixels.shape)
    guard shape != pixels.shape else { return pixels }
    return try PixelAssembly(shape: shape, preparation: self).pixels(
      isDeep: pixels.isFloat, path: { "image \($0)" }
    ) { (index) throws(FileError) in pixels.raster(index) }
  }
}

extension Pixels {
  /// One of the images.
  func raster(_ index: Int) -> Raster {
    let size = shape.imageSize
    let samples = withElements { bytes in
      Raster.Samples.bytes(Array(UnsafeBufferPointer(start: bytes + index * size, count: size)))
    } floats: { values in
      .values(Array(UnsafeBufferPointer(start: values + index * size, count: size)))
    }
    return Raster(
      height: shape.height, width: shape.width, channels: shape.channels,
      samples: samples ?? .bytes([]))
  }
}

/// The pixels of a source, a few images at a time, so that what is large is never whole in memory.
///
/// Images are asked for from the first to the last, none twice.
struct PixelReader {
  /// Reads consecutive images.
  let read: (_ images: Range<Int>) throws(SourceError) -> Pixels

  /// Reads images; what goes wrong is blamed on a field of the source.
  init(blaming field: String, _ read: @escaping (_ images: Range<Int>) throws(FileError) -> Pixels)
  {
    self.read = { images throws(SourceError) in
      try SourceError.blaming(field) { () throws(FileError) in try read(images) }
    }
  }

  /// Makes a reader.
  typealias Maker = @Sendable () throws(SourceError) -> PixelReader
}

extension ImageShape {
  /// The shape of some of the images.
  func part(_ images: Range<Int>) -> ImageShape {
    var part = self
    part.count = images.count
    return part
  }
}

/// What is done to every image of a dataset when it is read.
public struct Preparation: Sendable, Equatable {
  /// What black and white become.
  var scale = PixelScale.unit
  /// What lies under transparent pixels.
  var ground = Ground.black
  /// The channels that images are brought to; as they are when nil.
  var channels: ColourChoice?
  /// The size that images are brought to; as they are when nil.
  var resize: ImageExtent?
  /// What happens to other proportions.
  var fit = ImageFit.crop
  /// How neighbours are weighed.
  var filter = ResizeFilter.bilinear
  /// The side of the square that images are padded to.
  var padTo: Int?

  /// Whether the stored samples of images of a shape are used as they are.
  func leaves(_ shape: ImageShape) -> Bool {
    prepared(shape) == shape
  }

  /// The shape that images of a shape have afterwards, padding left aside.
  func prepared(_ shape: ImageShape) -> ImageShape {
    ImageShape(
      count: shape.count, height: resize?.height ?? shape.height,
      width: resize?.width ?? shape.width, channels: channels?.count ?? shape.channels)
  }

  /// One image as it is to be: channels first, then size, then padding.
  ///
  /// - Parameters:
  ///   - raster: the image as it is stored.
  ///   - shape: the shape all images have in the end.
  /// - Returns: the image; nil when it does not come to that shape.
  func prepare(_ raster: Raster, for shape: ImageShape) -> Raster? {
    var result = raster.converted(toChannels: shape.channels)
    if let resize {
      result = result.fitted(
        height: resize.height, width: resize.width, fit, filter, black: scale.low)
    }
    let isWhole = result.height == shape.height && result.width == shape.width
    let isWithin = result.height <= shape.height && result.width <= shape.width
    guard isWhole || padTo != nil && isWithin else { return nil }
    return result.centred(height: shape.height, width: shape.width, black: scale.low)
  }
}
