/// The SHA-256 hash (FIPS 180-4), taking its input in pieces.
public struct SHA256: Sendable {
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  /// The hash of nothing yet.
  public init() { pending.reserveCapacity(128) }

  /// The hash of bytes, as 64 lowercase hexadecimal digits.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }

  /// The hash of a text's UTF-8, as 64 lowercase hexadecimal digits.
  public static func hexadecimal(of text: String) -> String { hexadecimal(of: Array(text.utf8)) }

  /// The hash of a file, as 64 lowercase hexadecimal digits.
  ///
  /// - Throws: `FileError` when the file cannot be read.
  public static func hexadecimal(ofFile path: String) throws(FileError) -> String {
    let file = try MappedFile(path: path)
    return file.withUnsafeBytes { bytes in
      var hash = SHA256()
      hash.update(bytes)
      return hash.hexadecimal
    }
  }

  /// Takes more input.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Takes more input.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { Self.compress(&state, $0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - start) / 64 * 64
    Self.compress(&state, UnsafeRawBufferPointer(rebasing: bytes[start..<start + whole]))
    pending.append(contentsOf: bytes[(start + whole)...])
  }

  /// The hash of all input so far: 32 bytes. More input may follow.
  public var digest: [UInt8] {
    var copy = self
    var padding: [UInt8] = [0x80]
    padding += [UInt8](repeating: 0, count: (119 - pending.count) % 64)
    padding += (0..<8).map { UInt8(truncatingIfNeeded: (count &* 8) >> UInt64(56 - 8 * $0)) }
    copy.update(padding)
    return (0..<8).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: copy.state[word] >> UInt32(24 - 8 * $0)) }
    }
  }

  /// The hash of all input so far, as 64 lowercase hexadecimal digits.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
