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

/// Makes text of unknown origin fit to be shown in a message: short, on one line, and free of what
/// a terminal would obey.
public enum Excerpt {
  /// The text in double quotes, escaped as in JSON and cut to at most `limit` characters.
  public static func quoted(_ text: String, limit: Int = 60) -> String {
    let isWhole = text.utf8.count <= limit || text.count <= limit
    let shown = isWhole ? text : String(text.prefix(limit))
    return "\"" + escaped(shown) + (isWhole ? "\"" : "…\"")
  }

  /// The text with control characters escaped and cut to at most `limit` characters.
  static func plain(_ text: String, limit: Int = 60) -> String {
    let isWhole = text.utf8.count <= limit || text.count <= limit
    return escaped(isWhole ? text : String(text.prefix(limit))) + (isWhole ? "" : "…")
  }

  /// The part of a line around a column (from 1), with blanks for what cannot be shown.
  static func line(_ text: String, around column: Int) -> (text: String, column: Int) {
    let reach = 90
    let characters = Array(text)
    let start = max(0, min(column - reach / 2, characters.count - reach))
    let end = min(characters.count, start + reach)
    let shown = characters[start..<end].map { character in
      character.unicodeScalars.contains(where: isHidden) ? " " : character
    }
    return (String(shown), max(1, column - start))
  }

  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
      case _ where isHidden(scalar):
        let digits = String(scalar.value, radix: 16)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        result.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}

/// Finds the name that a mistyped one was probably meant to be.
public enum Spelling {
  /// Words of more bytes than this are no slips of the keyboard.
  private static let longest = 64

  /// The candidate nearest to the word, when it is near enough to be a slip of the keyboard.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, min(3, word.utf8.count / 2))
    guard !word.isEmpty, word.utf8.count <= longest else { return nil }
    let lowercased = word.lowercased()
    let ranked = candidates.filter { abs($0.utf8.count - word.utf8.count) <= 2 * limit }
      .map { ($0, distance(lowercased, $0.lowercased())) }
    return ranked.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
  }

  /// "; did you mean "x"?" for the nearest candidate, else the list of what is allowed.
  public static func hint(for word: String, among candidates: [String]) -> String {
    if let near = nearest(to: word, among: candidates) { return "; did you mean \"\(near)\"?" }
    guard !candidates.isEmpty else { return "" }
    return "; allowed are " + candidates.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words
  /// (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left)
    let b = Array(right)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, rows[i - 1][j - 1] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
