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
