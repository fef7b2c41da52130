import Specification

/// Consecutive images: `[first, end]`, counted from 0, the end not included.
public struct ImageRange: Specifiable, Equatable {
  /// The images.
  public let indices: Range<Int>

  /// The images of a range.
  public init(_ indices: Range<Int>) { self.indices = indices }

  /// Reads `[first, end]`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> ImageRange? {
    guard let ends = json.elements, ends.count == 2, let first = ends[0].integer,
      let end = ends[1].integer
    else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    guard first >= 0, first < end else {
      problems.add(
        "the range \(json.canonical) holds no image: images count from 0, and the end is not included",
        at: path, location: json.location)
      return nil
    }
    return ImageRange(first..<end)
  }

  /// `[first, end]`
  public var json: JSON { .array([.number(indices.lowerBound), .number(indices.upperBound)]) }

  /// An array of two whole numbers.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let integer = JSON.object([("type", .string("integer")), ("minimum", .number(0))])
    return .object([
      ("type", .string("array")), ("items", integer), ("minItems", .number(2)),
      ("maxItems", .number(2)),
    ])
  }

  /// In words.
  public static var typeName: String { "[first, end]" }
}
