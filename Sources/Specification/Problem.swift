/// One thing that is wrong with a specification: what, where, and what to do about it.
public struct Problem: Sendable, Error, CustomStringConvertible {
  /// The JSON path, as `reduction[0].pca.dimensions`; empty for the whole file.
  public var path: JSONPath
  /// The place in a file, when the value came from one.
  public var location: Location?
  /// What is wrong and what to do, in one sentence.
  public var message: String

  /// Describes a problem at a path.
  public init(_ message: String, at path: JSONPath = JSONPath(), location: Location? = nil) {
    self.message = message
    self.path = path
    self.location = location
  }

  /// The message as a compiler would print it: `file:line:column: error: path: message`, the line
  /// itself, and a caret below the place.
  public var description: String {
    let subject = path.isEmpty ? "" : "\(path): "
    guard let location else { return "error: \(subject)\(message)" }
    guard location.source.isShown else {
      return "\(location.source.name): error: this file does not hold what is needed here; what it "
        + "holds is not shown, for it is no experiment of this repository"
    }
    let (line, column, text) = location.position
    let shown = Excerpt.line(text, around: column)
    let place = location.source.isArgument ? "" : ":\(line):\(column)"
    return """
      \(location.source.name)\(place): error: \(subject)\(message)
        \(shown.text)
        \(String(repeating: " ", count: shown.column - 1))^
      """
  }
}

/// Everything that is wrong with a specification, gathered so that all of it is shown at once.
public struct Problems: Sendable, Error, CustomStringConvertible {
  /// The problems, in the order they were met.
  public private(set) var list: [Problem] = []
  /// What is odd and stops nothing, met along the way.
  public var notes = Notes()
  private var known: Set<Fingerprint> = []

  /// How many problems a description shows.
  public static let shownAtMost = 20

  /// What makes two problems the same.
  private struct Fingerprint: Hashable {
    let message: String
    let path: JSONPath
    let location: Location?
  }

  /// No problems yet.
  public init() {}

  /// Problems met elsewhere.
  public init(_ list: [Problem]) {
    for problem in list { add(problem) }
  }

  /// Whether nothing is wrong.
  public var isEmpty: Bool { list.isEmpty }

  /// Adds a problem. The same message at the same place is kept once.
  public mutating func add(
    _ message: String, at path: JSONPath = JSONPath(), location: Location? = nil
  ) {
    add(Problem(message, at: path, location: location))
  }

  /// Adds a problem. The same message at the same place is kept once.
  public mutating func add(_ problem: Problem) {
    let fingerprint = Fingerprint(
      message: problem.message, path: problem.path, location: problem.location)
    if known.insert(fingerprint).inserted { list.append(problem) }
  }

  /// Adds problems met elsewhere.
  public mutating func add(contentsOf others: [Problem]) {
    for problem in others { add(problem) }
  }

  /// Adds something odd that stops nothing.
  public mutating func note(
    _ kind: String, _ message: String, cure: String, at path: JSONPath = JSONPath(),
    location: Location? = nil
  ) {
    notes.add(Note(kind, message, cure: cure, at: path, location: location))
  }

  /// Throws itself when something is wrong.
  public func throwIfAny() throws(Problems) {
    if !isEmpty { throw self }
  }

  /// The messages, one below the other: the first twenty, and how many more there are.
  public var description: String {
    let rest = list.count - Self.shownAtMost
    let shown = list.prefix(Self.shownAtMost).map(\.description)
    return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }
}

extension Problems {
  /// Adds "expected …, found …".
  public mutating func expected(_ what: String, _ json: JSON, at path: JSONPath) {
    let shown =
      switch json.value {
      case .string(let text): Excerpt.quoted(text, limit: 40)
      case .number, .bool: json.canonical
      default: json.kind
      }
    add("expected \(what), found \(shown)", at: path, location: json.location)
  }

  /// Adds that a name stands twice in one object.
  public mutating func duplicate(_ member: JSON.Member, at path: JSONPath) {
    add("\(Excerpt.quoted(member.name)) is written twice", at: path, location: member.location)
  }
}
