import Specification

/// Which of the images of a source are used, and how a test set is divided.
public struct Selection: Sendable {
  /// Only these; all when nil.
  public var range: ImageRange?
  /// At most so many: a seeded draw, stratified by label, in the order of the source.
  public var limit: Int?
  /// Of training images, so many keep their labels for a classifier: a draw by the seed of the trial,
  /// stratified; all when nil.
  public var labelled: Int?
  /// The parts of a test set.
  public var parts: TestParts?

  /// Everything, undivided.
  public init() {}

  /// The chosen images, in the order of the source.
  ///
  /// - Throws: `SourceError` when the range goes beyond the images there are.
  func indices(
    count: Int, labels: [Int]?, seed: UInt64, split: SplitName
  ) throws(SourceError) -> [Int] {
    let range = range?.indices ?? 0..<count
    guard range.upperBound <= count else {
      throw SourceError(
        "range", "the range ends at \(range.upperBound), but there are only \(count) images")
    }
    guard let limit, limit < range.count else { return Array(range) }
    let order = Stratification.order(
      of: Array(range), labels: labels, seed: seed, purpose: "limit/\(split.rawValue)")
    return order.prefix(limit).sorted()
  }
}

/// The named parts of a test set and their shares: `{ "public": 0.5, "private": 0.5 }`.
///
/// Tables show the parts in the order of the file; who belongs to which part does not depend on it.
public struct TestParts: Specifiable, Equatable {
  /// One part.
  public struct Part: Sendable, Equatable {
    /// What tables call it.
    public let name: String
    /// Its share of the images, above 0; all shares add up to 1.
    public let share: Double
  }

  /// The parts, in the order of the file.
  public let list: [Part]

  /// Reads an object of shares.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> TestParts? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    let before = problems.list.count
    var parts: [Part] = []
    for member in members {
      let place = path.appending(member.name)
      let share = member.value.number ?? 0
      if !(share > 0 && share <= 1) {
        problems.expected("a share above 0 and at most 1", member.value, at: place)
      }
      if parts.contains(where: { $0.name == member.name }) {
        problems.add("\"\(member.name)\" is written twice", at: place, location: member.location)
      }
      parts.append(Part(name: member.name, share: share))
    }
    let sum = parts.reduce(0) { $0 + $1.share }
    if problems.list.count == before, abs(sum - 1) > 1e-6 {
      problems.add(
        "the shares of the parts add up to \(JSON.number(sum).canonical); they must add up to 1",
        at: path, location: json.location)
    }
    return problems.list.count == before ? TestParts(list: parts) : nil
  }

  /// The shares by name.
  public var json: JSON { .object(list.map { ($0.name, .number($0.share)) }) }

  /// An object of numbers.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let share = JSON.object([
      ("type", .string("number")), ("exclusiveMinimum", .number(0)), ("maximum", .number(1)),
    ])
    return .object([("type", .string("object")), ("additionalProperties", share)])
  }

  public static var typeName: String { "object of shares that add up to 1" }
}

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

  public static var typeName: String { "[first, end]" }
}

/// One path, or several: `"a.bin"` or `["a.bin", "b.bin"]`.
public struct FileList: Specifiable, Equatable {
  /// The paths, at least one.
  public let paths: [String]

  /// The files of these paths.
  public init(_ paths: [String]) { self.paths = paths }

  /// Reads a path or an array of them.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> FileList? {
    if let one = json.string { return FileList([one]) }
    guard let paths = [String].read(json, at: path, into: &problems) else { return nil }
    guard !paths.isEmpty else {
      problems.add("the list of files is empty", at: path, location: json.location)
      return nil
    }
    return FileList(paths)
  }

  /// The paths.
  public var json: JSON { paths.json }

  /// A string or an array of strings.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("anyOf", .array([String.schema(&book), [String].schema(&book)]))])
  }

  public static var typeName: String { "path or list of paths" }
}
