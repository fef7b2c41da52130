/// A JSON value that remembers where it was written, so that a message can point at it.
///
/// Equality compares the values and ignores the locations.
public struct JSON: Sendable, Equatable {
  /// The six kinds of JSON value.
  public enum Value: Sendable, Equatable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, in double precision: integers are exact below 2^53.
    case number(Double)
    /// A string, its escapes resolved.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object, its members in the order of the file.
    case object([Member])
  }

  /// One `"name": value` pair of an object.
  public struct Member: Sendable, Equatable {
    /// The name, its escapes resolved.
    public var name: String
    /// Where the name stands.
    public var location: Location?
    /// The value.
    public var value: JSON

    /// Pairs a name with a value.
    public init(_ name: String, _ value: JSON, location: Location? = nil) {
      self.name = name
      self.value = value
      self.location = location
    }

    /// Members are equal when their names and values are.
    public static func == (left: Member, right: Member) -> Bool {
      left.name == right.name && left.value == right.value
    }
  }

  /// What is written.
  public var value: Value
  /// Where it is written, unless it was made by the program.
  public var location: Location?

  /// Wraps a value, with the place it came from.
  public init(_ value: Value, location: Location? = nil) {
    self.value = value
    self.location = location
  }

  /// Values are equal wherever they are written.
  public static func == (left: JSON, right: JSON) -> Bool { left.value == right.value }
}

extension JSON {
  /// `null`
  public static let null = JSON(.null)

  /// A number.
  public static func number(_ value: Double) -> JSON { JSON(.number(value)) }

  /// An integer, exact below 2^53.
  public static func number(_ value: Int) -> JSON { JSON(.number(Double(value))) }

  /// A string.
  public static func string(_ value: String) -> JSON { JSON(.string(value)) }

  /// An array.
  public static func array(_ values: [JSON]) -> JSON { JSON(.array(values)) }

  /// An object with its members in the given order.
  public static func object(_ members: [(String, JSON)]) -> JSON {
    JSON(.object(members.map { Member($0.0, $0.1) }))
  }

  /// The member of that name, or nil when there is none or this is no object.
  public subscript(name: String) -> JSON? {
    members?.first { $0.name == name }?.value
  }

  /// The members, when this is an object.
  public var members: [Member]? {
    guard case .object(let members) = value else { return nil }
    return members
  }

  /// The elements, when this is an array.
  public var elements: [JSON]? {
    guard case .array(let elements) = value else { return nil }
    return elements
  }

  /// The text, when this is a string.
  public var string: String? {
    guard case .string(let string) = value else { return nil }
    return string
  }

  /// The number, when this is one.
  public var number: Double? {
    guard case .number(let number) = value else { return nil }
    return number
  }

  /// The largest integer that no other integer is rounded to: 2^53 - 1.
  public static let largestInteger = 9_007_199_254_740_991

  /// The number, when this is an integer that a double holds exactly and no other is rounded to.
  public var integer: Int? {
    guard let number, number.rounded() == number, abs(number) <= Double(Self.largestInteger) else {
      return nil
    }
    return Int(number)
  }

  /// What kind of value this is, in words for a message: "a string".
  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSON {
  /// Members whose names begin so are for people; the parser passes over them.
  static let commentPrefix = "//"

  /// What a schema says of them.
  static var commentSchema: (String, JSON) {
    ("patternProperties", .object([("^" + commentPrefix, .object([]))]))
  }
}

extension JSON {
  /// The first value that lies below so many arrays and objects; nil where none does.
  public func first(below levels: Int) -> JSON? {
    guard levels > 0 else { return self }
    for child in elements ?? members?.map(\.value) ?? [] {
      if let found = child.first(below: levels - 1) { return found }
    }
    return nil
  }

  /// The longest name that an object may have, in bytes: a path of a sweep with some 300 steps.
  public static let longestName = 1000

  /// Reports names and texts that cannot be shown on a line as they are, or are no names at all.
  ///
  /// - Parameter report: takes what is wrong, and the place.
  public func checkTexts(_ report: (_ message: String, _ location: Location?) -> Void) {
    switch value {
    case .string(let text):
      if let flaw = VisibleText.flaw(in: text) { report("this text \(flaw)", location) }
    case .array(let elements): for element in elements { element.checkTexts(report) }
    case .object(let members):
      for member in members {
        if let flaw = VisibleText.flaw(in: member.name) {
          report("this name \(flaw)", member.location)
        } else if member.name.utf8.count > Self.longestName {
          report(
            "this name has \(member.name.utf8.count) letters; at most \(Self.longestName) are read",
            member.location)
        }
        member.value.checkTexts(report)
      }
    case .null, .bool, .number: return
    }
  }
}

extension JSON {
  /// The value with another put at a path, which may leave out what is unambiguous.
  ///
  /// Members that are not there are added. A kind that is not the one written replaces it.
  ///
  /// - Parameters:
  ///   - value: the new value.
  ///   - path: where it goes.
  ///   - structure: what lies below this value.
  ///   - location: where the path is written.
  ///   - open: gives what stands for a value that the path goes through, as the contents of a file
  ///     for its name.
  /// - Returns: the whole value with the change.
  /// - Throws: `Problem` when the path leads nowhere, and what `open` throws.
  public func setting(
    _ value: JSON, at path: JSONPath, in structure: Structure, location: Location?,
    through open: (JSON) throws(Problem) -> JSON = { $0 }
  ) throws(Problem) -> JSON {
    let resolved = try resolving(
      path, in: structure, location: location, for: value, through: open)
    return try setting(value, at: resolved, location: location, through: open)
  }

  /// The value with another put where a path leads that was resolved in it.
  ///
  /// - Returns: the whole value with the change.
  /// - Throws: `Problem` when the path was resolved in a value of another shape, and what `open` throws.
  public func setting(
    _ value: JSON, at path: ResolvedPath, location: Location?,
    through open: (JSON) throws(Problem) -> JSON = { $0 }
  ) throws(Problem) -> JSON {
    try withoutActuallyEscaping(open) { open throws(Problem) in
      try PathEditor(path: path, value: value, location: location, open: open)
        .put(in: self, path.legs[...])
    }
  }
}

/// Puts a value at the end of a resolved path.
private struct PathEditor {
  typealias Legs = ArraySlice<ResolvedPath.Leg>

  let path: ResolvedPath
  let value: JSON
  let location: Location?
  let open: (JSON) throws(Problem) -> JSON

  func put(in json: JSON?, _ legs: Legs) throws(Problem) -> JSON {
    guard let leg = legs.first else { return value }
    let rest = legs.dropFirst()
    var json = json
    if let found = json { json = found == .null ? nil : try open(found) }
    switch leg.step {
    case .member(let name): return try put(in: json, member: name, rest) { $0 }
    case .field(let name, let type):
      let below = type.structure(of: name) ?? .leaf
      return try put(in: try type.options(in: json, or: unfit), member: name, rest) {
        $0 ?? type.start(of: name, below)
      }
    case .element(let index, _):
      guard let json, var elements = json.elements, elements.indices.contains(index) else {
        throw unfit
      }
      elements[index] = try put(in: elements[index], rest)
      return JSON(.array(elements), location: json.location)
    case .kind(let type, let family):
      if let written = json.flatMap({ WrittenChoice($0, of: type, in: family) }) {
        return written.with(options: try put(in: written.options, rest))
      }
      return JSON(
        .object([JSON.Member(type.kind, try put(in: nil, rest), location: location)]),
        location: location)
    }
  }

  private func put(
    in json: JSON?, member name: String, _ rest: Legs, start: (JSON?) -> JSON?
  ) throws(Problem) -> JSON {
    guard var members = (json ?? JSON(.object([]))).members else { throw unfit }
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = try put(in: start(members[index].value), rest)
    } else {
      members.append(JSON.Member(name, try put(in: start(nil), rest), location: location))
    }
    return JSON(.object(members), location: json?.location ?? location)
  }

  private var unfit: Problem {
    Problem("it leads into a value that has no such member", at: path.place, location: location)
  }
}
