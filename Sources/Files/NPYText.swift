/// An `.npy` file of strings: `<U`, of 32-bit characters, or `S`, of bytes.
public struct NPYText: Sendable {
  /// The length of each axis.
  public let shape: [Int]
  /// The strings, row by row.
  public let strings: [String]

  /// Reads the strings; nil when the file holds no strings.
  ///
  /// - Throws: `FileError` when the file is no array file, damaged or cut.
  public init?(_ file: MappedFile) throws(FileError) {
    let read = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try Self.read(bytes, path: file.path)
    }
    guard let read else { return nil }
    (shape, strings) = read
  }

  /// Whether an array file whose header stands in these bytes holds strings.
  ///
  /// - Throws: `FileError` when it is no array file, or its header is damaged.
  public static func isText(_ start: [UInt8], path: String) throws(FileError) -> Bool {
    let type = try NPYHeader.dictionary(start, path: path).type
    return type.contains("U") || type.contains("S")
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(FileError) -> ([Int], [String])? {
    let (dictionary, start) = try NPYHeader.dictionary(bytes, path: path)
    let type = dictionary.type.drop { "<>|=".contains($0) }
    guard let kind = type.first, kind == "U" || kind == "S", let length = Int(type.dropFirst()),
      (0...4096).contains(length)
    else { return nil }
    let size = length * (kind == "U" ? 4 : 1)
    var count = 1
    for axis in dictionary.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis)
      guard !overflows, product <= bytes.count else {
        throw FileError(path, "announces a shape of \(dictionary.shape), which it cannot hold")
      }
      count = product
    }
    guard bytes.count - start == count * size else {
      throw FileError(path, "has \(bytes.count - start) of \(count * size) bytes of strings")
    }
    let isBig = dictionary.type.first == ">"
    let strings = (0..<count).map { index in
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[start + index * size..<start + (index + 1) * size])
      guard kind == "U" else { return String(decoding: piece.prefix { $0 != 0 }, as: UTF8.self) }
      var scalars = String.UnicodeScalarView()
      for place in stride(from: 0, to: size, by: 4) {
        let stored = piece.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        let value = isBig ? UInt32(bigEndian: stored) : UInt32(littleEndian: stored)
        if value == 0 { break }
        scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      }
      return String(scalars)
    }
    return (dictionary.shape, strings)
  }
}
