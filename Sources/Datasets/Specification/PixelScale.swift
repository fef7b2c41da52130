import Specification

/// The range that pixel values are mapped onto: bytes 0 to 255 become `low` to `high`. Images that
/// are stored as floating-point numbers are used as they are and should lie in the range.
public struct PixelScale: Specifiable, Equatable {
  /// What black becomes.
  public let low: Float
  /// What white becomes.
  public let high: Float

  /// From 0 to 1.
  public static let unit = PixelScale(low: 0, high: 1)

  /// A range; `low` must be below `high`.
  public init(low: Float, high: Float) {
    self.low = low
    self.high = high
  }

  /// The value of a byte: `byte / 255 * (high - low) + low`.
  public func value(of byte: UInt8) -> Float { Float(byte) / 255 * (high - low) + low }

  /// The value of a number of which another is white: 65535 for 16 bits.
  func value(of number: Int, white: Int) -> Float {
    Float(number) / Float(white) * (high - low) + low
  }

  /// The byte nearest to a value; values outside the range, and NaN, become black or white.
  public func byte(of value: Float) -> UInt8 {
    let position = (value - low) / (high - low) * 255
    return position > 0 ? UInt8(min(255, position).rounded()) : 0
  }

  /// Reads `[low, high]`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> PixelScale? {
    guard let ends = json.elements, ends.count == 2, let low = ends[0].number,
      let high = ends[1].number
    else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    guard low < high, abs(low) <= 1e6, abs(high) <= 1e6 else {
      problems.add(
        "the scale \(json.canonical) is no range: the first number must be below the second",
        at: path, location: json.location)
      return nil
    }
    return PixelScale(low: Float(low), high: Float(high))
  }

  /// `[low, high]`
  public var json: JSON { .array([.number(Double(low)), .number(Double(high))]) }

  /// An array of two numbers.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("array")), ("items", .object([("type", .string("number"))])),
      ("minItems", .number(2)), ("maxItems", .number(2)),
    ])
  }

  /// In words.
  public static var typeName: String { "[low, high]" }
}
