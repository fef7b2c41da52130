import Files

/// An array of numbers in a file of either format: NumPy's or MNIST's.
struct ArrayFile: Sendable {
  private enum Format {
    case npy(NPYFile)
    case idx(IDXFile)
  }

  /// The file.
  let path: String
  private let format: Format

  /// Opens a file and reads its header; the first bytes tell the format.
  init(path: String) throws(FileError) {
    self.path = path
    let file = try MappedFile(path: path)
    let start = file.withUnsafeBytes { Array($0.prefix(6)) }
    if start.withUnsafeBytes({ NPYHeader.isNPY($0) }) {
      format = .npy(try NPYFile(file))
    } else if start.withUnsafeBytes({ Gzip.isGzip($0) }) || start.starts(with: [0, 0]) {
      format = .idx(try IDXFile(file))
    } else {
      let found = start.isEmpty ? "is empty" : "begins with neither format's mark"
      throw FileError(path, "\(found): expected an .npy or an IDX file, plain or gzipped")
    }
  }

  /// The length of each axis.
  var shape: [Int] {
    switch format {
    case .npy(let file): file.header.shape
    case .idx(let file): file.shape
    }
  }

  /// The shape as images.
  ///
  /// - Throws: `FileError` when the array cannot be images.
  func imageShape() throws(FileError) -> ImageShape {
    if case .npy(let file) = format, ![.uint8, .float32, .float64].contains(file.header.element) {
      throw FileError(
        path,
        "images of type \(file.header.element) are not read; convert them to uint8 or float32")
    }
    let axes = shape
    guard axes.count == 3 || axes.count == 4 else {
      throw FileError(path, "has shape \(axes); images have shape [N, H, W, C] or [N, H, W]")
    }
    guard axes.allSatisfy({ $0 > 0 }) else { throw FileError(path, "holds no images: \(axes)") }
    let channels = axes.count == 4 ? axes[3] : 1
    guard channels == 1 || channels == 3 else {
      let isChannelsFirst = axes[1] == 1 || axes[1] == 3
      let advice = isChannelsFirst ? "; transpose it by (0, 2, 3, 1)" : ""
      throw FileError(
        path, "has shape \(axes); images have 1 or 3 channels, on the last axis\(advice)")
    }
    return ImageShape(count: axes[0], height: axes[1], width: axes[2], channels: channels)
  }

  /// The elements as the labels of so many images.
  func labels(count: Int) throws(FileError) -> [Int] {
    let axes = shape
    guard axes.count == 1 || (axes.count == 2 && axes[1] == 1) else {
      throw FileError(path, "has shape \(axes); labels have shape [N]")
    }
    guard axes[0] == count else {
      throw FileError(path, "expected \(count) labels, one for each image; the file has \(axes[0])")
    }
    let values: [Int]
    switch format {
    case .npy(let file): values = try file.integers()
    case .idx(let file): values = try file.bytes().map { Int($0) }
    }
    return values
  }

  /// The elements as pixels, mapped where the file holds plain bytes.
  func pixels(_ shape: ImageShape) throws(FileError) -> Pixels {
    switch format {
    case .idx(let file):
      return Pixels(shape, try file.storage())
    case .npy(let file) where file.header.element == .uint8:
      try file.file.checkUnchanged()
      return Pixels(shape, .mapped(file.file, offset: file.header.dataOffset))
    case .npy(let file):
      let floats = try file.floats()
      if let index = floats.firstIndex(where: { !$0.isFinite }) {
        throw FileError(path, "holds \(floats[index]) in image \(index / shape.imageSize)")
      }
      return Pixels(shape, .floats(floats))
    }
  }
}
