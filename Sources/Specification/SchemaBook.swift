/// The shared definitions (`$defs`) of a JSON schema, each written once.
public struct SchemaBook {
  /// The definitions by name.
  public private(set) var definitions: [String: JSON] = [:]
  private var names: [ObjectIdentifier: String] = [:]

  /// An empty book.
  public init() {}

  /// A reference to the definition of a type, which is made on first use.
  ///
  /// - Parameters:
  ///   - name: what the definition is called, unless another type has taken the name: then a
  ///     number is added.
  ///   - type: what is defined.
  ///   - make: makes the definition.
  /// - Returns: `{ "$ref": … }`.
  public mutating func reference(
    to name: String, for type: Any.Type, _ make: (inout SchemaBook) -> JSON
  ) -> JSON {
    let identifier = ObjectIdentifier(type)
    if let known = names[identifier] { return Self.reference(known) }
    let plain = Sentence.joined(name)
    let free = definitions[plain] == nil ? plain : firstFree(plain)
    names[identifier] = free
    definitions[free] = .null
    definitions[free] = make(&self)
    return Self.reference(free)
  }

  /// A reference to "the name of a JSON file that holds the value".
  public var fileReference: JSON {
    mutating get {
      definitions["file"] = .object([
        ("type", .string("string")), ("pattern", .string("\\.json$")),
        ("description", .string("The name of a JSON file that holds the value.")),
      ])
      return Self.reference("file")
    }
  }

  private func firstFree(_ name: String) -> String {
    var number = 2
    while definitions["\(name)\(number)"] != nil { number += 1 }
    return "\(name)\(number)"
  }

  private static func reference(_ name: String) -> JSON {
    .object([("$ref", .string("#/$defs/\(name)"))])
  }
}

/// What lies below a value: where a path can go on from it.
public enum Structure: Sendable {
  /// Nothing: a number, a word, a range.
  case leaf
  /// Elements of one type.
  case list(any Specifiable.Type)
  /// Members of any name and of one type.
  case dictionary(any Specifiable.Type)
  /// The fields of a described structure.
  case fields(any Described.Type)
  /// One kind of a family.
  case choice(any Family.Type)
  /// Members whose names are themselves paths, as in the grid of a sweep.
  case paths

  /// Whether nothing lies below the value.
  public var isLeaf: Bool {
    if case .leaf = self { return true }
    return false
  }

  /// Whether it is one kind of a family.
  public var isChoice: Bool {
    if case .choice = self { return true }
    return false
  }

  /// The described structures that a value is made of.
  public var parts: [any Described.Type] {
    switch self {
    case .leaf, .paths: []
    case .list(let element), .dictionary(let element): element.structure.parts
    case .fields(let type): [type]
    case .choice(let family): family.kinds
    }
  }
}

extension Described {
  /// What lies below the field of that name; nil when there is none.
  public static func structure(of name: String) -> Structure? {
    knownFields.first { $0.name == name }?.structure
  }

  /// The names of the fields, in the order of the description.
  public static var fieldNames: [String] { knownFields.map(\.name) }

  /// The field that may be written right behind the kind.
  public static var primaryName: String? { knownFields.first { $0.isPrimary }?.name }
}

/// Brings words from descriptions into the form that a place needs.
public enum Sentence {
  /// With a capital letter and a full stop: "The size of the kernel."
  public static func whole(_ text: String) -> String {
    guard let first = text.first else { return text }
    let word = text.prefix { $0.isLetter }
    let next = text.dropFirst(word.count).first ?? " "
    let isWord = !word.isEmpty && " ,:;.".contains(next)
    let start = isWord ? first.uppercased() + text.dropFirst() : text
    return ".:!?".contains(start.last ?? ".") ? start : start + "."
  }

  /// Without them, for the inside of a message: "the size of the kernel".
  public static func fragment(_ text: String) -> String {
    var start = text
    let word = text.prefix { $0.isLetter }
    if word.dropFirst().allSatisfy(\.isLowercase), let first = word.first {
      start = first.lowercased() + text.dropFirst()
    }
    return start.hasSuffix(".") ? String(start.dropLast()) : start
  }

  /// The words of a name in camel case: "learning rate" for "learningRate".
  public static func spaced(_ name: String) -> String {
    name.reduce("") { text, character in
      character.isUppercase ? text + " " + character.lowercased() : text + String(character)
    }
  }

  /// Words as one name in camel case: "sourceOfImages" for "source of images".
  static func joined(_ words: String) -> String {
    let parts = words.split(separator: " ")
    let rest = parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return ([String(parts.first ?? "")] + rest).joined()
  }

  /// Several of what a type is called: "layers", "sources of images".
  public static func plural(_ name: String) -> String {
    if name.hasPrefix("one of ") { return "words, each " + name }
    if name.hasPrefix("[") || name.hasPrefix("\"") || name.contains(" or ") { return name }
    let head = name.prefix { $0 != " " }
    let rest = name.dropFirst(head.count)
    if head == "any" { return name + "s" }
    return "\(head)\(head.hasSuffix("s") ? "es" : "s")\(rest)"
  }
}
