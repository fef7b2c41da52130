/// Reads gzip (RFC 1952).
public enum Gzip {
  /// Whether the bytes begin as a gzip file does.
  public static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The first bytes of what a gzip file holds: all of it when it is shorter. The rest of the file
  /// is not looked at.
  ///
  /// - Throws: `FileError` when the file is damaged before that point.
  public static func prefix(_ count: Int, of file: MappedFile) throws(FileError) -> [UInt8] {
    try GzipReader(file).read(count)
  }

  /// What a gzip file holds, all its members one after the other.
  ///
  /// - Parameters:
  ///   - file: the compressed file.
  ///   - expected: the number of bytes it must hold: more is refused as soon as it is seen, so a
  ///     small file cannot fill the memory.
  ///   - header: how many bytes at the beginning are passed over.
  /// - Returns: the bytes, `expected` of them less the header.
  /// - Throws: `FileError` when the file is cut, damaged, or holds another number of bytes.
  public static func bytes(
    of file: MappedFile, count expected: Int, after header: Int = 0
  ) throws(FileError) -> [UInt8] {
    let reader = try GzipReader(file)
    _ = try reader.read(header)
    let bytes = try reader.read(expected - header)
    try check(reader, holds: expected, in: file)
    return bytes
  }

  /// Makes sure that a reader which was asked for so many bytes has come to its end with them.
  ///
  /// - Throws: `FileError` when the file holds another number of bytes.
  public static func check(
    _ reader: GzipReader, holds expected: Int, in file: MappedFile
  ) throws(FileError) {
    let count = reader.position
    guard count == expected else {
      throw FileError(file.path, "ends after \(count) of \(expected) uncompressed bytes")
    }
    guard try reader.isAtEnd() else {
      throw FileError(file.path, "holds more than the \(expected) bytes its header announces")
    }
  }
}
