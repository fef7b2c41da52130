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

  public var json: JSON { .object(entries.map { ($0.path, $0.value) }) }

  /// An object of any names.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("object"))])
  }

  public static var typeName: String { "object of paths and values" }

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

/// A `--set` argument, which holds in every row, whatever the sweep says.
struct LastWord {
  /// The path and the value.
  let entry: Overrides.Entry
  /// Where it leads in the experiment without its sweep.
  let resolved: ResolvedPath

  /// How messages call it.
  var text: String { "--set \(entry.path)" }

  /// Whether it is about the experiment of a row, not about the sweep or the whole file.
  var isForRows: Bool {
    !ExperimentDocument.shared.contains(JSONPath(parsing: entry.path).steps.first?.key ?? "")
  }

  /// Whether a change would set what it sets: the same thing, the choice that it reaches into, or
  /// what its value says itself.
  func overrules(_ change: ResolvedPath) -> Bool {
    let place = resolved.place
    let target = change.place
    if change.replacedPlace.isPrefix(of: place) { return target == place || !holds(target) }
    guard place.isPrefix(of: target) else { return false }
    return entry.value.value(at: change.dropping(resolved.legs.count)) != nil
  }

  /// Whether it puts its value inside what a change sets as a whole, so that both hold.
  func refines(_ change: ResolvedPath) -> Bool { holds(change.place) }

  private func holds(_ target: JSONPath) -> Bool {
    target.isPrefix(of: resolved.place) && target != resolved.place
  }
}

/// One row of a sweep: a name, where the file gives one, and the values that make it.
public struct Setting: Sendable, Equatable {
  /// What the file calls it.
  public var name: String?
  /// What it changes in the experiment, in the order in which that is put in.
  public var changes: [Change]

  /// Names a setting.
  init(name: String? = nil, changes: [Change] = []) {
    self.name = name
    self.changes = changes
  }

  /// What it changes in the experiment.
  public var overrides: Overrides { Overrides(changes.map(\.entry)) }

  /// The changes that no name speaks for: labels show their values.
  public var unnamed: Overrides { Overrides(changes.filter { !$0.isNamed }.map(\.entry)) }

  /// Both settings at once.
  func combined(with other: Setting) -> Setting {
    let names = [name, other.name].compactMap { $0 }
    return Setting(
      name: names.isEmpty ? nil : names.joined(separator: ", "), changes: changes + other.changes)
  }
}
