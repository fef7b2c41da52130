import Datasets
import Figures
import Files
import Numerics

/// Images `[N, H, W, C]` of numbers as bitmaps.
struct StoredBitmaps {
  /// The images.
  let images: [Bitmap]

  /// Reads images from an array file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - scale: what black and white are; nil stretches each image over its own range.
  /// - Throws: `FileError` when the file is damaged or holds no images.
  init(at path: String, scale: PixelScale?) throws {
    let file = try NPYFile(path: path)
    let shape = file.header.shape
    guard shape.count == 4 else { throw FileError(path, "holds no images") }
    let size = shape[1] * shape[2] * shape[3]
    let values = try file.floats()
    images = (0..<shape[0]).compactMap { index in
      Bitmap(
        height: shape[1], width: shape[2], channels: shape[3],
        values: Array(values[index * size..<(index + 1) * size]),
        range: scale.map { $0.low...$0.high })
    }
  }
}
