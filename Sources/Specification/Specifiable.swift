/// A type whose values can be written in an experiment file.
///
/// One conformance gives reading with messages, writing in canonical form, the JSON schema and the
/// language reference, so that the four cannot drift apart.
public protocol Specifiable: Sendable {
  /// Reads a value; what is wrong goes to `problems`, with its path and place.
  ///
  /// - Returns: the value, or nil when a problem was added.
  static func read(_ json: JSON, at path: JSONPath, into problems: inout Problems) -> Self?

  /// The value as JSON, every option written out, defaults included.
  var json: JSON { get }

  /// The JSON schema (draft 2020-12) of this type; definitions it shares go into the book.
  static func schema(_ book: inout SchemaBook) -> JSON

  /// The type in words for the language reference: "integer", "list of layers".
  static var typeName: String { get }

  /// What lies below a value, for paths that lead into it and for the language reference.
  static var structure: Structure { get }
}

extension Specifiable {
  /// Nothing.
  public static var structure: Structure { .leaf }
}

extension Int: Specifiable {
  /// Reads a whole number.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Int? {
    guard let integer = json.integer else {
      let isTooLarge = json.number.map { abs($0) > Double(JSON.largestInteger) } ?? false
      problems.expected(
        isTooLarge ? "a whole number of at most \(JSON.largestInteger)" : "a whole number",
        json, at: path)
      return nil
    }
    return integer
  }

  public var json: JSON { .number(self) }
  /// An integer.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("integer"))])
  }
  public static var typeName: String { "integer" }
}

extension Double: Specifiable {
  /// Reads a number.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Double? {
    guard let number = json.number else {
      problems.expected("a number", json, at: path)
      return nil
    }
    return number
  }

  public var json: JSON { .number(self) }
  /// A number.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("number"))])
  }
  public static var typeName: String { "number" }
}

extension Bool: Specifiable {
  /// Reads true or false.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Bool? {
    guard case .bool(let value) = json.value else {
      problems.expected("true or false", json, at: path)
      return nil
    }
    return value
  }

  /// The truth value.
  public var json: JSON { JSON(.bool(self)) }
  /// A boolean.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("boolean"))])
  }
  public static var typeName: String { "true or false" }
}

extension String: Specifiable {
  /// Reads a string.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> String? {
    guard let string = json.string else {
      problems.expected("a string", json, at: path)
      return nil
    }
    return string
  }

  /// The string.
  public var json: JSON { .string(self) }
  /// A string.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("string"))])
  }
  public static var typeName: String { "string" }
}

extension JSON: Specifiable {
  /// Takes any value as it is.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> JSON? { json }

  /// Itself.
  public var json: JSON { self }
  /// Anything.
  public static func schema(_ book: inout SchemaBook) -> JSON { .object([]) }
  public static var typeName: String { "any value" }
}

extension Optional: Specifiable where Wrapped: Specifiable {
  /// Reads the value; `null` is none.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Self? {
    if case .null = json.value { return .some(.none) }
    return Wrapped.read(json, at: path, into: &problems).map { .some($0) }
  }

  /// The value, or `null`.
  public var json: JSON { self?.json ?? .null }
  /// The value's schema: leaving the key out is the usual way to say none.
  public static func schema(_ book: inout SchemaBook) -> JSON { Wrapped.schema(&book) }
  public static var typeName: String { Wrapped.typeName }
  /// The value's.
  public static var structure: Structure { Wrapped.structure }
}

extension Array: Specifiable where Element: Specifiable {
  /// Reads every element, and reports what is wrong in any of them.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> [Element]? {
    guard let elements = json.elements else {
      problems.expected("an array of \(Sentence.plural(Element.typeName))", json, at: path)
      return nil
    }
    let values = elements.enumerated().map { index, element in
      Element.read(element, at: path.appending(index), into: &problems)
    }
    let read = values.compactMap { $0 }
    return read.count == values.count ? read : nil
  }

  /// The elements.
  public var json: JSON { .array(map(\.json)) }
  /// An array.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("array")), ("items", Element.schema(&book))])
  }
  public static var typeName: String { "list of \(Sentence.plural(Element.typeName))" }
  /// Elements.
  public static var structure: Structure { .list(Element.self) }
}

extension Dictionary: Specifiable where Key == String, Value: Specifiable {
  /// Reads every member, and reports what is wrong in any of them.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> [String: Value]? {
    guard let members = json.members else {
      problems.expected("an \(typeName)", json, at: path)
      return nil
    }
    var values: [String: Value] = [:]
    var isWhole = true
    for member in members {
      let place = path.appending(member.name)
      if values[member.name] != nil { problems.duplicate(member, at: place) }
      let value = Value.read(member.value, at: place, into: &problems)
      values[member.name] = value
      isWhole = isWhole && value != nil
    }
    return isWhole ? values : nil
  }

  /// The members, sorted by name.
  public var json: JSON { .object(sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }) }
  /// An object of any names.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("object")), ("additionalProperties", Value.schema(&book))])
  }
  public static var typeName: String { "object of \(Sentence.plural(Value.typeName))" }
  /// Members.
  public static var structure: Structure { .dictionary(Value.self) }
}

/// A closed set of words: an enum of strings, read and written by its raw value.
public protocol Word: Specifiable, RawRepresentable, CaseIterable where RawValue == String {}

extension Word {
  /// Reads one of the words.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Self? {
    let words = allCases.map(\.rawValue)
    guard let string = json.string else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    guard let value = Self(rawValue: string) else {
      problems.add(
        "\(Excerpt.quoted(string)) is not known here" + Spelling.hint(for: string, among: words),
        at: path, location: json.location)
      return nil
    }
    return value
  }

  /// The word.
  public var json: JSON { .string(rawValue) }
  /// An enumeration of strings.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("enum", .array(allCases.map { .string($0.rawValue) }))])
  }
  public static var typeName: String {
    "one of " + allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }
}
