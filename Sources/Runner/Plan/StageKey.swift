import Files
import Specification

/// The name of a stage: the SHA-256 of everything its result depends on, in hexadecimal.
public struct StageKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// Reads a key, or nil when the text is not 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    let isHexadecimal = hex.utf8.allSatisfy {
      ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
        || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
    }
    guard hex.utf8.count == 64, isHexadecimal else { return nil }
    self.hex = hex
  }

  /// The key of a computation: SHA-256 of its kind, code version and canonical specification.
  public init(kind: String, version: Int, specification: JSON) {
    let subject = JSON.array([.string(kind), .number(version), specification]).canonical
    hex = SHA256.hexadecimal(of: subject)
  }

  /// The first ten digits, for messages.
  public var short: String { String(hex.prefix(10)) }

  /// All 64 digits.
  public var description: String { hex }

  /// The order of the digits.
  public static func < (left: StageKey, right: StageKey) -> Bool { left.hex < right.hex }
}
