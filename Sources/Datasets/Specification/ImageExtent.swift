import Specification

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

  /// In words.
  public static var typeName: String { "number of pixels or [height, width]" }
}
