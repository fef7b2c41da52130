import Specification

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

  /// In words.
  public static var typeName: String { "path or list of paths" }
}
