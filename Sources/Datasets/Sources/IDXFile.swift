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
    if isCompressed { return Array(try Gzip.bytes(of: file, count: size)[headerSize...]) }
    try file.checkUnchanged()
    return file.withUnsafeBytes { Array($0[headerSize...]) }
  }

  /// The elements, mapped where they lie plainly in the file.
  func storage() throws(FileError) -> Pixels.Storage {
    isCompressed ? .bytes(try bytes()) : .mapped(file, offset: headerSize)
  }

  private static let maximumAxes = 4

  private static func shape(_ start: [UInt8], _ path: String) throws(FileError) -> [Int] {
    guard start.count >= 4, start[0] == 0, start[1] == 0 else {
      throw FileError(path, "is not an IDX file: it does not begin with two zero bytes")
    }
    guard start[2] == 8 else {
      throw FileError(path, "IDX elements of type \(start[2]) are not read; only 8, unsigned bytes")
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
