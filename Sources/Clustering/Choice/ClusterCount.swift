import Specification

/// How many clusters a method is told to make: a number, or one that is chosen among several.
public enum ClusterCount: Specifiable, Equatable {
  /// So many.
  case given(Int)
  /// The best of several numbers.
  case chosen(ClusterChoice)

  /// How the number is chosen; nil for one that is given.
  public var choice: ClusterChoice? {
    if case .chosen(let choice) = self { return choice }
    return nil
  }

  /// The numbers that are made, from the fewest clusters to the most.
  public var counts: ClosedRange<Int> {
    switch self {
    case .given(let count): count...count
    case .chosen(let choice): choice.counts
    }
  }

  /// Reads a number, or how to choose one.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> ClusterCount? {
    if json.members != nil {
      return ClusterChoice.read(json, at: path, into: &problems).map(ClusterCount.chosen)
    }
    guard json.number != nil else {
      let example = JSON.object([("choose", .string("silhouette")), ("to", .number(12))]).canonical
      problems.expected("a whole number, or how to choose it, as \(example)", json, at: path)
      return nil
    }
    return Int.read(json, at: path, into: &problems).map(ClusterCount.given)
  }

  /// As it is read.
  public var json: JSON {
    switch self {
    case .given(let count): count.json
    case .chosen(let choice): choice.json
    }
  }

  /// A whole number, or an object.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      (
        "anyOf",
        .array([Int.schema(&book), ClusterChoice.schema(&book), book.fileReference])
      )
    ])
  }

  /// In words.
  public static var typeName: String { "integer or \(ClusterChoice.kind)" }

  /// The options of the choice.
  public static var structure: Structure { ClusterChoice.structure }
}
