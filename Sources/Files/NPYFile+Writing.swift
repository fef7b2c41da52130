extension NPYFile {
  /// Writes float32 elements, little-endian and row by row (version 1): the same values give the
  /// same bytes. The file arrives whole.
  ///
  /// - Parameters:
  ///   - floats: the elements; there must be as many as the shape says.
  ///   - shape: the length of each axis, slowest first: `[n, d]`.
  ///   - path: where to.
  /// - Throws: `FileError` when the number of elements is another, or the system refuses.
  public static func write(
    _ floats: [Float], shape: [Int], to path: String
  ) throws(FileError) {
    // Every machine that the program runs on keeps numbers as the file has them: nothing is copied.
    guard Float(1).bitPattern.littleEndian == Float(1).bitPattern else {
      let turned = floats.map { $0.bitPattern.littleEndian }
      return try write(elements: turned, .float32, shape, path)
    }
    try write(elements: floats, .float32, shape, path)
  }

  /// Writes integers as int64, little-endian (version 1): `[n]`. The file arrives whole.
  ///
  /// - Throws: `FileError` when the system refuses.
  public static func write(_ integers: [Int], to path: String) throws(FileError) {
    try write(
      elements: integers.map { Int64($0).littleEndian }, .int64, [integers.count], path)
  }

  /// Writes bytes as uint8 (version 1). The file arrives whole.
  ///
  /// - Parameters:
  ///   - bytes: the elements; there must be as many as the shape says.
  ///   - shape: the length of each axis, slowest first: `[n, h, w, c]`.
  ///   - path: where to.
  /// - Throws: `FileError` when the number of elements is another, or the system refuses.
  public static func write(_ bytes: [UInt8], shape: [Int], to path: String) throws(FileError) {
    try write(elements: bytes, .uint8, shape, path)
  }

  /// The bytes of such a file of float32 elements, as many as the shape says.
  public static func bytes(_ floats: [Float], shape: [Int]) -> [UInt8] {
    header(.float32, shape)
      + floats.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
  }

  private static func write<Stored: BitwiseCopyable>(
    elements: [Stored], _ element: NPYHeader.Element, _ shape: [Int], _ path: String
  ) throws(FileError) {
    guard shape.reduce(1, *) == elements.count else {
      throw FileError(path, "cannot be written: \(elements.count) elements in shape \(shape)")
    }
    let header = header(element, shape)
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      try file.append(header)
      try file.append(elements)
    }
  }

  /// The header as NumPy itself writes it, padded so that the elements begin at a multiple of 64.
  private static func header(_ element: NPYHeader.Element, _ shape: [Int]) -> [UInt8] {
    let order = element.size == 1 ? "|" : "<"
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let dictionary =
      "{'descr': '\(order)\(element.rawValue)', 'fortran_order': False, 'shape': (\(lengths)), }"
    let length = (10 + dictionary.utf8.count + 1 + 63) / 64 * 64 - 10
    let padding = [UInt8](repeating: 0x20, count: length - dictionary.utf8.count - 1)
    let prefix = NPYHeader.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
    return prefix + Array(dictionary.utf8) + padding + [0x0A]
  }
}
