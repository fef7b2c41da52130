import CZlib

/// The CRC-32 of zip and gzip, of bytes that come in pieces.
struct Checksum {
  /// The sum of the bytes so far.
  private(set) var value: UInt32 = 0

  /// Adds bytes.
  mutating func update(_ bytes: [UInt8]) {
    value = bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32(UInt(value), buffer.baseAddress, UInt32(buffer.count)))
    }
  }
}
