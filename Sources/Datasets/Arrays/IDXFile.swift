import Files

/// An array of bytes in the format of the MNIST files, plain or gzipped: two zero bytes, the type of
/// the elements, the number of axes, and the length of each axis as 32 bits, big-endian.
struct IDXFile: Sendable {
  /// The length of each axis.
  let shape: [Int]
  private let file: MappedFile
  private let isCompressed: Bool

  private var headerSize: Int { 4 + 4 * shape.count }
  private var size: Int { headerSize + shape.reduce(1, *) }

  /// Reads the header; of a plain file, the size must agree with it.
  init(_ file: MappedFile) throws(FileError) {
    self.file = file
    isCompressed = file.withUnsafeBytes { Gzip.isGzip($0) }
    let longest = 4 + 4 * Self.maximumAxes
    let start =
      isCompressed
      ? try Gzip.prefix(longest, of: file) : file.withUnsafeBytes { Array($0.prefix(longest)) }
    shape = try Self.shape(start, file.path)
    if !isCompressed, file.count != size {
      throw FileError(
        file.path,
        file.count < size
          ? "ends after \(file.count) of \(size) bytes"
          : "has \(file.count - size) bytes after the end of its array")
    }
  }

  /// The elements.
  func bytes() throws(FileError) -> [UInt8] {
    if isCompressed { return try Gzip.bytes(of: file, count: size, after: headerSize) }
    try file.checkUnchanged()
    return file.withUnsafeBytes { Array($0[headerSize...]) }
  }

  /// The elements, mapped where they lie plainly in the file.
  func storage() throws(FileError) -> Pixels.Storage {
    isCompressed ? .bytes(try bytes()) : .mapped(file, offset: headerSize)
  }

  /// Reads the bytes of some of the images at a time, of so many bytes each: in ascending order.
  ///
  /// - Throws: `FileError` when the file is damaged; so does what is returned.
  func parts(
    of imageSize: Int
  ) throws(FileError) -> (Range<Int>) throws(FileError) -> Pixels.Storage {
    let (file, headerSize, size) = (file, headerSize, size)
    guard isCompressed else {
      return { (images) throws(FileError) in
        try file.checkUnchanged()
        let offset = headerSize + images.lowerBound * imageSize
        file.release(0..<offset)
        return .mapped(file, offset: offset)
      }
    }
    let reader = try GzipReader(file)
    _ = try reader.read(headerSize)
    return { (images) throws(FileError) in
      let bytes = try reader.read(images.count * imageSize)
      let isLast = headerSize + images.upperBound * imageSize == size
      if isLast { try Gzip.check(reader, holds: size, in: file) }
      guard bytes.count == images.count * imageSize else {
        throw FileError(
          file.path, "ends after \(reader.position) of \(size) uncompressed bytes")
      }
      return .bytes(bytes)
    }
  }

  private static let maximumAxes = 4

  /// Says how elements of another type become an array that is read.
  private static func unread(_ start: [UInt8], _ path: String) -> FileError {
    let types: [UInt8: String] = [9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"]
    guard let type = types[start[2]] else {
      return FileError(path, "is no IDX file: \(start[2]) is no type of its elements")
    }
    let axes = Int(start[3])
    let lengths = (0..<axes).map { axis in
      start.dropFirst(4 + 4 * axis).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    // Of the eight numbers that QMNIST tells of each digit, the first is its class.
    let isQMNIST = axes == 2 && lengths[1] == 8
    return FileError(
      path,
      "is an IDX file \(lengths) of numbers of type \(type), of which only bytes are read; "
        + (isQMNIST ? "take the class of each digit from QMNIST's columns: " : "write it as .npy: ")
        + Advice.numpy(
          "np.save(\(Advice.literal(Advice.stem(path) + ".npy")), "
            + "np.fromfile(\(Advice.literal(path)), '\(type)', "
            + "offset=\(4 + 4 * axes)).reshape(\(lengths.map(String.init).joined(separator: ", ")))"
            + (isQMNIST ? "[:, 0])" : ")")))
  }

  private static func shape(_ start: [UInt8], _ path: String) throws(FileError) -> [Int] {
    guard start.count >= 4, start[0] == 0, start[1] == 0 else {
      throw FileError(path, "is not an IDX file: it does not begin with two zero bytes")
    }
    guard start[2] == 8 else {
      throw unread(start, path)
    }
    let axes = Int(start[3])
    guard (1...maximumAxes).contains(axes) else {
      throw FileError(path, "has \(axes) axes; IDX files with 1 to \(maximumAxes) are read")
    }
    guard start.count >= 4 + 4 * axes else { throw FileError(path, "ends within its IDX header") }
    var shape: [Int] = []
    var total = 1
    for axis in 1...axes {
      let length = start[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflows) = total.multipliedReportingOverflow(by: max(1, length))
      shape.append(length)
      guard !overflows, product < 1 << 40 else {
        throw FileError(path, "announces a shape of \(shape), which no file can hold")
      }
      total = product
    }
    return shape
  }
}
