import CZlib

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

/// Reads what a gzip file (RFC 1952) or a deflated part of a file (RFC 1951) holds from its beginning to
/// its end, a piece at a time: memory for the piece alone, however much a small file unfolds to.
public final class GzipReader {
  private let file: MappedFile
  /// zlib keeps the address of its stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var inputOffset: Int
  private let inputEnd: Int
  private var isEnded = false

  /// How many bytes were read.
  public private(set) var position = 0

  /// Starts at the beginning of a file.
  ///
  /// - Throws: `FileError` when the file has changed since it was opened.
  public convenience init(_ file: MappedFile) throws(FileError) {
    // 16 more than the window size asks for the gzip wrapping.
    try self.init(file, 0..<file.count, windowBits: MAX_WBITS + 16)
  }

  /// Starts at the beginning of a deflated part of a file, which has no wrapping and no checksum.
  ///
  /// - Throws: `FileError` when the file has changed since it was opened.
  convenience init(deflated range: Range<Int>, of file: MappedFile) throws(FileError) {
    // A negative size asks for none.
    try self.init(file, range, windowBits: -MAX_WBITS)
  }

  private init(
    _ file: MappedFile, _ range: Range<Int>, windowBits: Int32
  ) throws(FileError) {
    try file.checkUnchanged()
    self.file = file
    inputOffset = range.lowerBound
    inputEnd = range.upperBound
    stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw FileError(file.path, "cannot be decompressed: zlib did not start")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next bytes: as many as asked for, fewer only at the end of the last member, whose checksums
  /// have been compared then.
  ///
  /// - Throws: `FileError` when the file is cut or damaged.
  public func read(_ count: Int) throws(FileError) -> [UInt8] {
    var output: [UInt8] = []
    while output.count < count, !isEnded {
      // Deflate unfolds a byte to 1032 at most: no room is asked for that nothing can fill.
      let most = min(inputEnd - inputOffset, 1 << 40) * Self.ratio + Self.window
      let status = inflate(upTo: min(most, count - output.count), to: &output)
      switch status {
      case Z_STREAM_END where inputOffset == inputEnd: isEnded = true
      case Z_STREAM_END: inflateReset(stream)
      case Z_OK: continue
      case Z_BUF_ERROR:
        throw FileError(
          file.path,
          "is cut: it ends after \(position) uncompressed bytes, in mid-stream")
      default:
        throw FileError(file.path, "is damaged after \(position) uncompressed bytes\(detail)")
      }
    }
    return output
  }

  private static let ratio = 1032
  /// What zlib may still hold of the bytes before.
  private static let window = 1 << 16

  /// Whether everything was read, checksums included.
  ///
  /// - Throws: `FileError` when what follows is cut or damaged.
  public func isAtEnd() throws(FileError) -> Bool {
    if isEnded { return true }
    return try read(1).isEmpty
  }

  /// Unfolds so many bytes, fewer where a member or the input ends.
  private func inflate(upTo room: Int, to output: inout [UInt8]) -> Int32 {
    var status = Z_OK
    let bytes = file.withUnsafeBytes { input in
      [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        while count < room, status == Z_OK {
          let rest = input.bindMemory(to: UInt8.self)[inputOffset..<inputEnd]
          let (available, wanted) = (min(rest.count, 1 << 30), min(room - count, 1 << 30))
          // zlib does not write through next_in; its type says const only under ZLIB_CONST.
          stream.pointee.next_in = UnsafeMutablePointer(
            mutating: UnsafeBufferPointer(rebasing: rest).baseAddress)
          stream.pointee.avail_in = UInt32(available)
          stream.pointee.next_out = buffer.baseAddress.map { $0 + count }
          stream.pointee.avail_out = UInt32(wanted)
          status = CZlib.inflate(stream, Z_NO_FLUSH)
          inputOffset += available - Int(stream.pointee.avail_in)
          count += wanted - Int(stream.pointee.avail_out)
        }
      }
    }
    if output.isEmpty { output = bytes } else { output += bytes }
    position += bytes.count
    return status
  }

  private var detail: String {
    stream.pointee.msg.map { " (\(String(cString: $0)))" } ?? ""
  }
}
