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
