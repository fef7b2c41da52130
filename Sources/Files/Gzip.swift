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
    try inflate(file, into: count).bytes
  }

  /// What a gzip file holds, all its members one after the other.
  ///
  /// - Parameters:
  ///   - file: the compressed file.
  ///   - expected: the number of bytes it must hold: more is refused as soon as it is seen, so a
  ///     small file cannot fill the memory.
  /// - Returns: the bytes, `expected` of them.
  /// - Throws: `FileError` when the file is cut, damaged, or holds another number of bytes.
  public static func bytes(of file: MappedFile, count expected: Int) throws(FileError) -> [UInt8] {
    let (bytes, isWhole) = try inflate(file, into: expected)
    guard isWhole else {
      throw FileError(file.path, "holds more than the \(expected) bytes its header announces")
    }
    guard bytes.count == expected else {
      throw FileError(file.path, "ends after \(bytes.count) of \(expected) uncompressed bytes")
    }
    return bytes
  }

  /// Inflates up to `limit` bytes; whole says whether that was everything, checksums included.
  private static func inflate(
    _ file: MappedFile, into limit: Int
  ) throws(FileError) -> (bytes: [UInt8], isWhole: Bool) {
    try file.checkUnchanged()
    var stream = z_stream()
    // 16 more than the window size asks for the gzip wrapping.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, size) == Z_OK else {
      throw FileError(file.path, "cannot be decompressed: zlib did not start")
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var inputOffset = 0
    let piece = 1 << 20
    while true {
      let room = min(piece, limit + 1 - output.count)
      let status = file.withUnsafeBytes { input in
        append(upTo: room, to: &output, from: input, &inputOffset, &stream)
      }
      if output.count > limit {
        output.removeLast()
        return (output, false)
      }
      switch status {
      case Z_STREAM_END where inputOffset == file.count: return (output, true)
      case Z_STREAM_END: inflateReset(&stream)
      case Z_OK: continue
      case Z_BUF_ERROR:
        throw FileError(
          file.path, "is cut: it ends after \(output.count) uncompressed bytes, in mid-stream")
      default:
        throw FileError(
          file.path, "is damaged after \(output.count) uncompressed bytes\(detail(stream))")
      }
    }
  }

  private static func append(
    upTo room: Int, to output: inout [UInt8], from input: UnsafeRawBufferPointer,
    _ inputOffset: inout Int, _ stream: inout z_stream
  ) -> Int32 {
    var status = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let rest = input.bindMemory(to: UInt8.self)[inputOffset...]
      let available = min(rest.count, 1 << 30)
      // zlib does not write through next_in; its type says const only under ZLIB_CONST.
      stream.next_in = UnsafeMutablePointer(
        mutating: UnsafeBufferPointer(rebasing: rest).baseAddress)
      stream.avail_in = UInt32(available)
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(room)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      inputOffset += available - Int(stream.avail_in)
      count = room - Int(stream.avail_out)
    }
    output += bytes
    return status
  }

  private static func detail(_ stream: z_stream) -> String {
    stream.msg.map { " (\(String(cString: $0)))" } ?? ""
  }
}
