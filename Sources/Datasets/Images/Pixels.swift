import Files
import Specification

/// The pixels of a source, wherever they are: `[N, H, W, C]`. Image sets share them.
final class Pixels: Sendable {
  /// Where the pixels are.
  enum Storage: Sendable {
    /// Bytes of a file, from an offset on.
    case mapped(MappedFile, offset: Int)
    /// Bytes in memory.
    case bytes([UInt8])
    /// Numbers in memory, used as they are.
    case floats([Float])
  }

  /// The shape as stored. The storage holds that many elements.
  let shape: ImageShape
  let storage: Storage

  init(_ shape: ImageShape, _ storage: Storage) {
    self.shape = shape
    self.storage = storage
  }

  /// Whether the pixels are floating-point numbers.
  var isFloat: Bool {
    if case .floats = storage { return true }
    return false
  }

  /// Lends the stored elements, as bytes or as numbers.
  @inline(__always)
  func withElements<Result>(
    bytes: (UnsafePointer<UInt8>) -> Result, floats: (UnsafePointer<Float>) -> Result
  ) -> Result? {
    switch storage {
    case .mapped(let file, let offset):
      file.withUnsafeBytes { buffer in
        buffer.baseAddress.map { bytes(($0 + offset).assumingMemoryBound(to: UInt8.self)) }
      }
    case .bytes(let array): array.withUnsafeBufferPointer { $0.baseAddress.map(bytes) }
    case .floats(let array): array.withUnsafeBufferPointer { $0.baseAddress.map(floats) }
    }
  }
}

/// The shape of a set of images: `[N, H, W, C]`.
public struct ImageShape: Sendable, Equatable, CustomStringConvertible {
  /// The number of images.
  public var count: Int
  /// The number of rows of each.
  public var height: Int
  /// The number of columns of each.
  public var width: Int
  /// The numbers of each pixel: 1 (gray) or 3 (red, green, blue).
  public var channels: Int

  /// A shape.
  public init(count: Int, height: Int, width: Int, channels: Int) {
    self.count = count
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of elements of one image; `Int.max` when there are more than can be counted.
  public var imageSize: Int { Count.product([height, width, channels]).value }
  /// The number of elements of all images; `Int.max` when there are more than can be counted.
  public var byteCount: Int { Count.product([count, height, width, channels]).value }

  /// `8500 images of 32 x 32 x 3`, rows by columns by channels.
  public var description: String { "\(count) images of \(height) x \(width) x \(channels)" }
}
