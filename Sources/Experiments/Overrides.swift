import Specification

/// Values to be put at paths of an experiment, in the order written: `{ "model.latent": 32 }`.
public struct Overrides: Specifiable, Equatable {
  /// One path and its new value.
  public struct Entry: Sendable, Equatable {
    /// Where the value goes, as written: `reduction.pca.dimensions`.
    public var path: String
    /// The value, with its own place in the file.
    public var value: JSON
    /// Where the path is written.
    public var location: Location?

    /// Names a path and a value.
    public init(path: String, value: JSON, location: Location? = nil) {
      self.path = path
      self.value = value
      self.location = location
    }

    /// Entries are equal when they put the same value at the same path.
    public static func == (left: Entry, right: Entry) -> Bool {
      left.path == right.path && left.value == right.value
    }
  }

  /// The entries.
  public var entries: [Entry]

  /// Gathers entries.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Reads an object whose names are paths.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Overrides? {
    guard let members = json.members else {
      problems.expected("an object of paths and values", json, at: path)
      return nil
    }
    return Overrides(
      members.map { Entry(path: $0.name, value: $0.value, location: $0.location) })
  }

  /// The object.
  public var json: JSON { .object(entries.map { ($0.path, $0.value) }) }

  /// An object of any names.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("object"))])
  }

  /// In words.
  public static var typeName: String { "object of paths and values" }

  /// Paths.
  public static var structure: Structure { .paths }
}

extension JSON {
  /// Where an override leads in an experiment file.
  ///
  /// - Throws: `Problem` when its path leads nowhere, or through a file that cannot be read.
  func resolving(
    _ entry: Overrides.Entry, _ path: JSONPath? = nil, opening references: inout FileReferences
  ) throws(Problem) -> ResolvedPath {
    try resolving(
      path ?? JSONPath(parsing: entry.path), in: ExperimentDocument.structure,
      location: entry.location, for: entry.value
    ) { (json) throws(Problem) in try references.opening(json) }
  }

  /// The file with an override put where it leads.
  func applying(
    _ entry: Overrides.Entry, at place: ResolvedPath, opening references: inout FileReferences
  ) throws(Problem) -> JSON {
    try setting(entry.value, at: place, location: entry.location) { (json) throws(Problem) in
      try references.opening(json)
    }
  }
}
