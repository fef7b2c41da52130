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

extension SHA256 {
  /// Mixes whole blocks of 64 bytes into the state (FIPS 180-4, section 6.2.2).
  ///
  /// The eight working variables are passed round by name, eight rounds at a time, so that they stay
  /// in registers; the message schedule is a ring of 16 words.
  static func compress(_ state: inout SIMD8<UInt32>, _ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      constants.withUnsafeBufferPointer { constants in
        guard let w = schedule.baseAddress, let k = constants.baseAddress else { return }
        var block = 0
        while block < bytes.count {
          expand(bytes, block, w)
          state &+= rounds(state, w, k)
          block &+= 64
        }
      }
    }
  }

  /// Fills the message schedule: 64 words, the round constants not yet added.
  @inline(__always)
  private static func expand(
    _ bytes: UnsafeRawBufferPointer, _ block: Int, _ w: UnsafeMutablePointer<UInt32>
  ) {
    var t = 0
    while t < 16 {
      let word = bytes.loadUnaligned(fromByteOffset: block &+ 4 &* t, as: UInt32.self)
      w[t] = UInt32(bigEndian: word)
      t &+= 1
    }
    while t < 64 {
      let x = w[t &- 15]
      let y = w[t &- 2]
      let small0 = rotate(x, 7) ^ rotate(x, 18) ^ (x &>> 3)
      let small1 = rotate(y, 17) ^ rotate(y, 19) ^ (y &>> 10)
      w[t] = w[t &- 16] &+ small0 &+ w[t &- 7] &+ small1
      t &+= 1
    }
  }

  @inline(__always)
  private static func rounds(
    _ state: SIMD8<UInt32>, _ w: UnsafePointer<UInt32>, _ k: UnsafePointer<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    var t = 0
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, w[t] &+ k[t])
      round(h, a, b, &c, d, e, f, &g, w[t &+ 1] &+ k[t &+ 1])
      round(g, h, a, &b, c, d, e, &f, w[t &+ 2] &+ k[t &+ 2])
      round(f, g, h, &a, b, c, d, &e, w[t &+ 3] &+ k[t &+ 3])
      round(e, f, g, &h, a, b, c, &d, w[t &+ 4] &+ k[t &+ 4])
      round(d, e, f, &g, h, a, b, &c, w[t &+ 5] &+ k[t &+ 5])
      round(c, d, e, &f, g, h, a, &b, w[t &+ 6] &+ k[t &+ 6])
      round(b, c, d, &e, f, g, h, &a, w[t &+ 7] &+ k[t &+ 7])
      t &+= 8
    }
    return SIMD8(a, b, c, d, e, f, g, h)
  }

  /// One round: `h` becomes the new `a`, `d` the new `e`; the others keep their values.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = (e & f) ^ (~e & g)
    let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ word
    let majority = (a & b) ^ (a & c) ^ (b & c)
    d = d &+ first
    h = first &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
  }

  @inline(__always)
  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 {
    (x &>> n) | (x &<< (32 &- n))
  }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
