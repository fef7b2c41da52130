import Files
import Specification

/// The name of a stage: the SHA-256 of everything its result depends on, in hexadecimal.
///
/// Kept as 32 bytes: a large sweep has a million of them, several times over.
public struct StageKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The digits, sixteen a word, the first in the highest bits of the first.
  private let words: Words

  /// Four words that need not lie at places that vectors ask for, so that a key that may be missing takes
  /// 33 bytes and not 64.
  private struct Words: Hashable, Sendable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0

    subscript(index: Int) -> UInt64 {
      get {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
      }
      set {
        switch index {
        case 0: first = newValue
        case 1: second = newValue
        case 2: third = newValue
        default: fourth = newValue
        }
      }
    }
  }

  /// Reads a key, or nil when the text is not 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64 else { return nil }
    var words = Words()
    for (index, digit) in hex.utf8.enumerated() {
      guard let value = Self.value(of: digit) else { return nil }
      words[index / 16] = words[index / 16] << 4 | value
    }
    self.words = words
  }

  /// The key of a computation: SHA-256 of its kind, code version and canonical specification.
  public init(kind: String, version: Int, specification: JSON) {
    var hash = SHA256()
    hash.update(JSON.array([.string(kind), .number(version), specification]).canonicalBytes)
    var words = Words()
    for (index, byte) in hash.digest.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { text in
      for index in 0..<64 {
        let shift = 60 - 4 * UInt64(index % 16)
        let digit = UInt8(truncatingIfNeeded: words[index / 16] >> shift & 15)
        text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 64
    }
  }

  /// Digits of a checksum are as good as any hash of them.
  var hashValueOfDigits: Int { Int(truncatingIfNeeded: words.first) }

  /// The digits decide; one word of them is enough to tell keys apart.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.first) }

  private static func value(of digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    default: nil
    }
  }

  /// The first ten digits, for messages.
  public var short: String { String(hex.prefix(10)) }

  /// All 64 digits.
  public var description: String { hex }

  /// The order of the digits.
  public static func < (left: StageKey, right: StageKey) -> Bool {
    for index in 0..<4 where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }
}
