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

  public static var typeName: String { "[low, high]" }
}

/// The size of images: one number for a square, or `[height, width]`.
public struct ImageExtent: Specifiable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int

  private static let limits = 1...4096

  /// A size.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Reads `32` or `[32, 48]`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> ImageExtent? {
    let sides = json.integer.map { [$0, $0] } ?? json.elements?.compactMap(\.integer) ?? []
    guard sides.count == 2, json.elements.map({ $0.count == 2 }) ?? true else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    guard sides.allSatisfy(limits.contains) else {
      problems.add(
        "a side of \(json.canonical) is out of range: images have \(limits.lowerBound) to "
          + "\(limits.upperBound) pixels a side", at: path, location: json.location)
      return nil
    }
    return ImageExtent(height: sides[0], width: sides[1])
  }

  /// The side of a square, or `[height, width]`.
  public var json: JSON { height == width ? .number(height) : [height, width].json }

  /// A whole number or two.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let side = JSON.object([
      ("type", .string("integer")), ("minimum", .number(limits.lowerBound)),
      ("maximum", .number(limits.upperBound)),
    ])
    let both = JSON.object([
      ("type", .string("array")), ("items", side), ("minItems", .number(2)),
      ("maxItems", .number(2)),
    ])
    return .object([("anyOf", .array([side, both]))])
  }

  public static var typeName: String { "number of pixels or [height, width]" }
}
