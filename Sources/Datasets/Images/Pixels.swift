import Files

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
