/// A NumPy array file, mapped into memory.
public struct NPYFile: Sendable {
  /// What the file holds.
  public let header: NPYHeader
  /// The file itself.
  public let file: MappedFile

  /// Opens an array file: the header is read and the size of the file compared with it, the elements
  /// stay on the disk until they are used.
  ///
  /// - Throws: `FileError` when the file is missing, no array file, damaged or cut.
  public init(path: String) throws(FileError) {
    try self.init(MappedFile(path: path))
  }

  /// Reads the header of a file that is already open.
  ///
  /// - Throws: `FileError` when the file is no array file, damaged or cut.
  public init(_ file: MappedFile) throws(FileError) {
    self.file = file
    header = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try NPYHeader(bytes, path: file.path)
    }
    let expected = header.dataOffset + header.byteCount
    guard file.count >= expected else {
      throw FileError(file.path, "ends after \(file.count) of \(expected) bytes")
    }
    guard file.count == expected else {
      throw FileError(file.path, "has \(file.count - expected) bytes after the end of its array")
    }
  }

  /// Lends the bytes of the elements; the pointer is good until the closure returns.
  public func withElementBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try file.withUnsafeBytes { (bytes) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: bytes[header.dataOffset...]))
    }
  }

  /// The elements as integers.
  ///
  /// - Throws: `FileError` for floating-point elements, or numbers beyond the range of `Int`.
  public func integers() throws(FileError) -> [Int] {
    try file.checkUnchanged()
    switch header.element {
    case .bool, .uint8: return try integers(of: UInt8.self)
    case .uint16: return try integers(of: UInt16.self)
    case .uint32: return try integers(of: UInt32.self)
    case .uint64: return try integers(of: UInt64.self)
    case .int8: return try integers(of: Int8.self)
    case .int16: return try integers(of: Int16.self)
    case .int32: return try integers(of: Int32.self)
    case .int64: return try integers(of: Int64.self)
    case .float32, .float64:
      throw FileError(file.path, "holds floating-point numbers where integers are needed")
    }
  }

  /// The elements as single-precision numbers, rounded to nearest where they are wider.
  ///
  /// - Throws: `FileError` when another program has changed the file.
  public func floats() throws(FileError) -> [Float] { try floats(0..<header.count) }

  /// Some of the elements as single-precision numbers, rounded to nearest where they are wider.
  ///
  /// - Parameter range: which elements; those that are not there are left out.
  /// - Returns: the elements.
  /// - Throws: `FileError` when another program has changed the file.
  public func floats(_ range: Range<Int>) throws(FileError) -> [Float] {
    try file.checkUnchanged()
    let range = range.clamped(to: 0..<header.count)
    switch header.element {
    case .float32: return elements(UInt32.self, range) { Float(bitPattern: $0) }
    case .float64: return elements(UInt64.self, range) { Float(Double(bitPattern: $0)) }
    case .uint16: return elements(UInt16.self, range) { Float($0) }
    default: return try integers()[range].map { Float($0) }
    }
  }

  private func integers<Stored: FixedWidthInteger>(
    of type: Stored.Type
  ) throws(FileError) -> [Int] {
    var isWithinRange = true
    let values = elements(type, 0..<header.count) { stored in
      let value = Int(truncatingIfNeeded: stored)
      isWithinRange = isWithinRange && stored == value
      return value
    }
    guard isWithinRange else {
      throw FileError(file.path, "holds integers above \(Int.max)")
    }
    return values
  }

  private func elements<Stored: FixedWidthInteger, Value>(
    _ type: Stored.Type, _ range: Range<Int>, _ convert: (Stored) -> Value
  ) -> [Value] {
    withElementBytes { bytes in
      range.map { index in
        let offset = index * MemoryLayout<Stored>.size
        let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self)
        let isBig = header.isBigEndian
        return convert(isBig ? Stored(bigEndian: stored) : Stored(littleEndian: stored))
      }
    }
  }
}

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

  /// The header of a file of bytes or of float32 elements, to be followed by them.
  public static func header(isFloat: Bool, shape: [Int]) -> [UInt8] {
    header(isFloat ? .float32 : .uint8, shape)
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
