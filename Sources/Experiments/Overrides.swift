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
}

extension JSON {
  /// The value with an override put in its place.
  ///
  /// A path may leave out what is unambiguous: the kind of a choice (`model.latent` for
  /// `model.autoencoder.latent`), and the index in a list of steps (`reduction.pca.dimensions` for
  /// `reduction[0].pca.dimensions`). Members that are not there are added.
  ///
  /// - Throws: `Problem` when a step of the path leads nowhere.
  public func applying(_ entry: Overrides.Entry) throws(Problem) -> JSON {
    try setting(JSONPath(parsing: entry.path).steps[...], entry)
  }

  private func setting(
    _ steps: ArraySlice<JSONPath.Step>, _ entry: Overrides.Entry
  ) throws(Problem) -> JSON {
    guard let step = steps.first else { return entry.value }
    let rest = steps.dropFirst()
    switch (value, step) {
    case (.array(var elements), .index(let index)) where elements.indices.contains(index):
      elements[index] = try elements[index].setting(rest, entry)
      return JSON(.array(elements), location: location)
    case (.array(var elements), .name(let name)):
      guard let index = elements.firstIndex(where: { $0.offers(name) }) else {
        throw problem(entry, "no element of the list at \"\(name)\" has that key")
      }
      elements[index] = try elements[index].setting(steps, entry)
      return JSON(.array(elements), location: location)
    case (.object(let members), .name(let name)):
      return JSON(.object(try setting(name, rest, in: members, entry)), location: location)
    case (.string(let kind), .name(let name)):
      let options = name == kind ? rest : steps
      let empty = JSON(.object([]), location: location)
      let value = options.isEmpty ? entry.value : try empty.setting(options, entry)
      return JSON(.object([Member(kind, value, location: location)]), location: location)
    case (.null, .name):
      return try JSON(.object([]), location: location).setting(steps, entry)
    default:
      throw problem(entry, "\"\(JSONPath([step]))\" leads nowhere in \(self.kind)")
    }
  }

  private func setting(
    _ name: String, _ rest: ArraySlice<JSONPath.Step>, in members: [Member],
    _ entry: Overrides.Entry
  ) throws(Problem) -> [Member] {
    var members = members
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = try members[index].value.setting(rest, entry)
      return members
    }
    if members.count == 1, case .object = members[0].value.value {
      members[0].value = try members[0].value.setting([.name(name)] + rest, entry)
      return members
    }
    let empty = JSON(.null, location: entry.location)
    let value = rest.isEmpty ? entry.value : try empty.setting(rest, entry)
    members.append(Member(name, value, location: entry.location))
    return members
  }

  /// Whether this element of a list is the one that a name in a path means.
  private func offers(_ name: String) -> Bool {
    if string == name || self[name] != nil { return true }
    guard let members, members.count == 1 else { return false }
    return members[0].value[name] != nil
  }

  private func problem(_ entry: Overrides.Entry, _ reason: String) -> Problem {
    Problem(
      "the path \"\(entry.path)\" does not fit this experiment: \(reason)",
      at: JSONPath([.name("sweep")]), location: entry.location)
  }
}
