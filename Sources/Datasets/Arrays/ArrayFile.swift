import Files

/// An array in a file: NumPy's `.npy`, gzipped or in an `.npz` archive too, or MNIST's IDX.
struct ArrayFile: Sendable {
  private enum Format: Sendable {
    /// An array of numbers; opened when its elements are needed.
    case npy(NPYHeader, open: @Sendable () throws(FileError) -> NPYFile)
    /// An array of strings.
    case text(NPYText)
    case idx(IDXFile)
  }

  /// The file, with the name of the array where it holds several.
  let path: String
  private let format: Format
  /// How many bytes at the start of a file hold the header of an array.
  static let headerSize = 1 << 16

  /// Opens a file and reads its header; the first bytes tell the format.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - key: which of the arrays of an archive is meant.
  /// - Throws: `FileError` when it is damaged, or of a format that is not read.
  init(path: String, key: String? = nil) throws(FileError) {
    let file = try MappedFile(path: path)
    let start = file.withUnsafeBytes { Array($0.prefix(ForeignFormat.markSize)) }
    if ZipArchive.isBegun(by: start), let archive = try ArrayArchive(file) {
      self = try archive.array(named: key, of: path)
      return
    }
    guard key == nil else {
      throw FileError(path, "is no .npz archive, so it holds no named arrays")
    }
    if start.withUnsafeBytes({ Gzip.isGzip($0) }) {
      self = try Self.zipped(file)
      return
    }
    if start.withUnsafeBytes({ NPYHeader.isNPY($0) }) {
      if let text = try NPYText(file) {
        format = .text(text)
      } else {
        let array = try Self.explaining(path) { () throws(FileError) in try NPYFile(file) }
        format = .npy(array.header) { array }
      }
    } else if start.starts(with: [0, 0]) {
      format = .idx(try IDXFile(file))
    } else {
      throw Self.refusal(of: start, path, file.count)
    }
    self.path = path
  }

  /// An array that is packed into another file.
  ///
  /// - Parameters:
  ///   - path: what messages call it.
  ///   - start: its first bytes, `headerSize` of them or all.
  ///   - unpack: makes a file of it.
  /// - Throws: `FileError` when its header is damaged.
  init(
    packed path: String, start: [UInt8],
    unpack: @escaping @Sendable () throws(FileError) -> MappedFile
  ) throws(FileError) {
    self.path = path
    let isText = try NPYText.isText(start, path: path)
    if isText, let text = try NPYText(try unpack()) {
      format = .text(text)
      return
    }
    let header = try Self.explaining(path) { () throws(FileError) in
      try NPYHeader(start: start, path: path)
    }
    format = .npy(header) { () throws(FileError) in try NPYFile(try unpack()) }
  }

  /// The labels beside the images, where an archive holds these two alone.
  static func labels(beside path: String) throws(FileError) -> ArrayFile? {
    let file = try MappedFile(path: path)
    guard ZipArchive.isBegun(by: file.withUnsafeBytes { Array($0.prefix(4)) }) else { return nil }
    return try ArrayArchive(file)?.labels(of: path)
  }

  private static func zipped(_ file: MappedFile) throws(FileError) -> ArrayFile {
    let start = try Gzip.prefix(headerSize, of: file)
    if start.withUnsafeBytes({ NPYHeader.isNPY($0) }) {
      return try ArrayFile(packed: file.path, start: start) { () throws(FileError) in
        let reader = try GzipReader(file)
        return try MappedFile(unpacked: file.path) { () throws(FileError) in
          try reader.read(1 << 20)
        }
      }
    }
    guard start.starts(with: [0, 0]) else {
      throw refusal(of: start, file.path, start.count, inside: "a gzip file; what it holds ")
    }
    return ArrayFile(path: file.path, format: .idx(try IDXFile(file)))
  }

  private init(path: String, format: Format) {
    self.path = path
    self.format = format
  }

  private static func refusal(
    of start: [UInt8], _ path: String, _ size: Int, inside: String = ""
  ) -> FileError {
    let expected = "an array in .npy, .npz or IDX is expected"
    if start.isEmpty {
      return FileError(path, (inside.isEmpty ? "is empty: " : "is \(inside)is empty: ") + expected)
    }
    guard let found = ForeignFormat(start, path: path, size: size) else {
      return FileError(
        path, "is \(inside)of no format that is known by its first bytes: \(expected)")
    }
    return FileError(
      path,
      "is \(inside)\(inside.isEmpty ? "" : "is ")\(found.name), which is not read; \(found.advice)")
  }

  /// Adds a command to what NumPy can mend.
  private static func explaining<Result>(
    _ path: String, _ read: () throws(FileError) -> Result
  ) throws(FileError) -> Result {
    do throws(FileError) { return try read() } catch {
      if error.reason.contains("Fortran order") {
        throw FileError(
          path,
          "is in Fortran order; write it again: "
            + Advice.array(path, "np.ascontiguousarray(x)"))
      }
      if error.reason.contains("type '<f2'") {
        throw FileError(
          path, "holds numbers of 16 bits; widen them: " + Advice.array(path, "x.astype('float32')")
        )
      }
      throw error
    }
  }

  /// The length of each axis.
  var shape: [Int] {
    switch format {
    case .npy(let header, _): header.shape
    case .text(let text): text.shape
    case .idx(let file): file.shape
    }
  }

  /// What the elements are; nil for those that are no numbers.
  var element: NPYHeader.Element? {
    switch format {
    case .npy(let header, _): header.element
    case .text: nil
    case .idx: .uint8
    }
  }

  /// The elements as numbers, and the strings of an array of text.
  enum Elements {
    case integers([Int])
    case floats([Float])
    case strings([String])
  }

  /// All elements, row by row.
  func elements() throws(FileError) -> Elements {
    switch format {
    case .idx(let file): return .integers(try file.bytes().map { Int($0) })
    case .text(let text): return .strings(text.strings)
    case .npy(let header, let open):
      let file = try open()
      return header.element.isFloat ? .floats(try file.floats()) : .integers(try file.integers())
    }
  }

  /// The elements as pixels, mapped where the file holds plain bytes. Truth values become 0 and 255,
  /// numbers of 16 bits become those of the scale.
  ///
  /// - Throws: `FileError` when the file is damaged or has changed, or holds what is no number.
  func pixels(_ shape: ImageShape, scale: PixelScale) throws(FileError) -> Pixels {
    if case .idx(let file) = format { return Pixels(shape, try file.storage()) }
    return try parts(of: shape, scale: scale)(0..<shape.count)
  }

  /// Reads some of the images at a time, as `pixels` reads all; what is packed is unpacked once.
  ///
  /// - Throws: `FileError` when the file is damaged; so does what is returned.
  func parts(
    of shape: ImageShape, scale: PixelScale
  ) throws(FileError) -> (Range<Int>) throws(FileError) -> Pixels {
    switch format {
    case .text: throw FileError(path, "holds strings, no images")
    case .idx(let file):
      let read = try file.parts(of: shape.imageSize)
      return { (images) throws(FileError) in Pixels(shape.part(images), try read(images)) }
    case .npy(_, let open):
      let file = try open()
      let path = path
      return { (images) throws(FileError) in
        try Self.pixels(images, of: file, shape, scale, path)
      }
    }
  }

  private static func pixels(
    _ images: Range<Int>, of file: NPYFile, _ shape: ImageShape, _ scale: PixelScale, _ path: String
  ) throws(FileError) -> Pixels {
    try file.file.checkUnchanged()
    let size = shape.imageSize
    let part = shape.part(images)
    let range = images.lowerBound * size..<images.upperBound * size
    let width = file.header.element.size
    let offset = file.header.dataOffset
    // What was read before is not read again.
    if range.lowerBound > 0 { file.file.release(0..<offset + range.lowerBound * width) }
    switch file.header.element {
    case .uint8: return Pixels(part, .mapped(file.file, offset: offset + range.lowerBound))
    case .bool:
      return Pixels(part, .bytes(file.withElementBytes { $0[range].map { $0 == 0 ? 0 : 255 } }))
    case .uint16:
      let values = try file.floats(range).map { scale.value(of: Int($0), white: 65535) }
      return Pixels(part, .floats(values))
    default:
      let floats = try file.floats(range)
      if let index = floats.firstIndex(where: { !$0.isFinite }) {
        let image = images.lowerBound + index / size
        throw FileError(path, "holds \(floats[index]) in image \(image)")
      }
      return Pixels(part, .floats(floats))
    }
  }
}

extension ArrayFile {
  /// The shape as images.
  ///
  /// - Throws: `FileError` when the array cannot be images, with a command that makes it so.
  func imageShape() throws(FileError) -> ImageShape {
    guard let element else { throw FileError(path, "holds strings, no images") }
    let axes = shape
    guard axes.allSatisfy({ $0 > 0 }) else { throw FileError(path, "holds no images: \(axes)") }
    guard axes.count == 3 || axes.count == 4 else {
      throw FileError(
        path, "has shape \(axes); images have shape [N, H, W, C] or [N, H, W]\(folding(axes))")
    }
    let channels = axes.count == 4 ? axes[3] : 1
    guard channels == 1 || channels == 3 else {
      throw FileError(
        path, "has shape \(axes); images have 1 or 3 channels, on the last axis\(turning(axes))")
    }
    guard [.uint8, .bool, .uint16, .float32, .float64].contains(element) else {
      throw FileError(
        path,
        "holds images of type \(element), of which it is not said what is black and what is white; "
          + (try conversion()))
    }
    return ImageShape(count: axes[0], height: axes[1], width: axes[2], channels: channels)
  }

  /// How integers become images, by the values there are.
  private func conversion() throws(FileError) -> String {
    guard case .integers(let values) = try elements(), let low = values.min(),
      let high = values.max()
    else { return "convert them to uint8 or float32" }
    if low >= 0, high <= 255 {
      return "they lie between \(low) and \(high), so write: "
        + Advice.array(path, "x.astype('uint8')")
    }
    return "they lie between \(low) and \(high); bring them to 0 to 1: "
      + Advice.array(path, "((x - \(low)) / \(max(1, high - low))).astype('float32')")
  }

  /// How rows of pixels become images.
  private func folding(_ axes: [Int]) -> String {
    guard axes.count == 2 else { return "" }
    func side(_ pixels: Int) -> Int? {
      let side = Int(Double(pixels).squareRoot().rounded())
      return side > 1 && side * side == pixels ? side : nil
    }
    if let side = side(axes[1]) {
      return "; fold the rows: " + Advice.array(path, "x.reshape(-1, \(side), \(side))")
    }
    guard axes[1] % 3 == 0, let side = side(axes[1] / 3) else { return "" }
    return "; fold the rows, in which colours follow one another as in CIFAR: "
      + Advice.array(path, "x.reshape(-1, 3, \(side), \(side)).transpose(0, 2, 3, 1)")
  }

  /// How the channels come to stand last.
  private func turning(_ axes: [Int]) -> String {
    let places = axes.indices.filter { axes[$0] == 1 || axes[$0] == 3 }
    let order: [Int]? =
      if places.contains(1) {
        [0, 2, 3, 1]
      } else if places.contains(2) {
        [3, 0, 1, 2]
      } else if places.contains(0) {
        [3, 1, 2, 0]
      } else {
        nil
      }
    if let order {
      let list = order.map(String.init).joined(separator: ", ")
      return "; transpose it by (\(list)): " + Advice.array(path, "x.transpose(\(list))")
    }
    switch axes[3] {
    case 4: return "; leave the opacity out: " + Advice.array(path, "x[..., :3]")
    case 2: return "; leave the opacity out: " + Advice.array(path, "x[..., :1]")
    default: return ""
    }
  }
}
