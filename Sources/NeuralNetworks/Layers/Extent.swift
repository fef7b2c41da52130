import Specification

/// A size in rows and columns: `3`, or `[3, 5]` for 3 rows and 5 columns.
public struct Extent: Specifiable, Hashable, CustomStringConvertible {
  /// The rows.
  public var height: Int
  /// The columns.
  public var width: Int

  /// The same in both directions.
  public init(_ size: Int) {
    height = size
    width = size
  }

  /// Rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Reads `3` or `[3, 5]`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Extent? {
    if let size = json.integer { return Extent(size) }
    guard let sizes = json.elements?.compactMap(\.integer), sizes.count == 2 else {
      problems.expected("a whole number, or two: [rows, columns]", json, at: path)
      return nil
    }
    return Extent(height: sizes[0], width: sizes[1])
  }

  /// The shorter form where both directions agree.
  public var json: JSON { height == width ? height.json : [height, width].json }

  /// A whole number or two.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let pair: [(String, JSON)] = [
      ("type", .string("array")), ("items", Int.schema(&book)), ("minItems", .number(2)),
      ("maxItems", .number(2)),
    ]
    return .object([("anyOf", .array([Int.schema(&book), .object(pair)]))])
  }

  /// In words.
  public static var typeName: String { "integer or [rows, columns]" }

  /// "3 x 5"
  public var description: String { "\(height) x \(width)" }
}
