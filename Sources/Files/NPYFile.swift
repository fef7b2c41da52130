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
