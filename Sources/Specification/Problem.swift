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
    let (line, column, text) = location.position
    let shown = Self.excerpt(text, around: column)
    return """
      \(location.source.name):\(line):\(column): error: \(subject)\(message)
        \(shown.text)
        \(String(repeating: " ", count: shown.column - 1))^
      """
  }

  private static func excerpt(_ text: String, around column: Int) -> (text: String, column: Int) {
    let reach = 90
    let characters = Array(text.map { $0 == "\t" ? " " : $0 })
    let start = max(0, min(column - reach / 2, characters.count - reach))
    let end = min(characters.count, start + reach)
    return (String(characters[start..<end]), max(1, column - start))
  }
}

/// Everything that is wrong with a specification, gathered so that all of it is shown at once.
public struct Problems: Sendable, Error, CustomStringConvertible {
  /// The problems, in the order they were met.
  public private(set) var list: [Problem] = []

  /// No problems yet.
  public init() {}

  /// Problems met elsewhere.
  public init(_ list: [Problem]) { self.list = list }

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
    let isKnown = list.contains {
      $0.message == problem.message && $0.path == problem.path
        && $0.location?.offset == problem.location?.offset
    }
    if !isKnown { list.append(problem) }
  }

  /// Throws itself when something is wrong.
  public func throwIfAny() throws(Problems) {
    if !isEmpty { throw self }
  }

  /// All messages, one below the other.
  public var description: String { list.map(\.description).joined(separator: "\n") }
}
