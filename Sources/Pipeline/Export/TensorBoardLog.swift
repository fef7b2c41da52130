/// A TensorBoard event file: scalars by tag and step.
///
/// The format is TensorFlow's record file (length, masked CRC-32C, `Event` messages of protocol
/// buffers; tensorflow/core/util/event.proto).
public struct TensorBoardLog: Sendable {
  /// The bytes of the file so far.
  public private(set) var bytes: [UInt8] = []

  /// A log without scalars.
  public init() {
    append(event: ProtocolBuffer.string(3, "brain.Event:2"), step: 0)
  }

  /// Adds the value of a scalar at a step.
  public mutating func add(_ tag: String, _ value: Double, step: Int) {
    let scalar = ProtocolBuffer.string(1, tag) + ProtocolBuffer.float(2, Float(value))
    let summary = ProtocolBuffer.message(1, scalar)
    append(event: ProtocolBuffer.message(5, summary), step: step)
  }

  /// The steps stand in for the time, so that the same results give the same bytes.
  private mutating func append(event: [UInt8], step: Int) {
    let record = ProtocolBuffer.double(1, Double(step)) + ProtocolBuffer.integer(2, step) + event
    let length = Self.littleEndian(UInt64(record.count))
    bytes += length + Self.littleEndian(Self.maskedChecksum(length))
    bytes += record + Self.littleEndian(Self.maskedChecksum(record))
  }

  private static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
    let checksum = CRC32C.checksum(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

/// The few wire types of protocol buffers that an event needs.
private enum ProtocolBuffer {
  static func integer(_ field: Int, _ value: Int) -> [UInt8] {
    varint(UInt64(field << 3)) + varint(UInt64(bitPattern: Int64(value)))
  }

  static func double(_ field: Int, _ value: Double) -> [UInt8] {
    varint(UInt64(field << 3 | 1))
      + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }

  static func float(_ field: Int, _ value: Float) -> [UInt8] {
    varint(UInt64(field << 3 | 5))
      + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }

  static func string(_ field: Int, _ text: String) -> [UInt8] { message(field, Array(text.utf8)) }

  static func message(_ field: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(field << 3 | 2)) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// The cyclic redundancy check of Castagnoli's polynomial (RFC 3720, appendix B.4).
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
    }
  }

  /// The check of some bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { remainder, byte in
      remainder >> 8 ^ table[Int((remainder ^ UInt32(byte)) & 0xff)]
    }
  }
}
