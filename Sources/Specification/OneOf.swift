/// A set of kinds of which a file names one: layers, clusterers, optimizers.
///
/// A new kind is one new file that holds the type, and one entry in `kinds`.
public protocol Family: Sendable {
  /// What all kinds of the family can do: `any Clusterer`.
  associatedtype Member: Sendable
  /// What a member is called in messages: "clusterer".
  static var name: String { get }
  /// The kinds; each conforms to the member protocol.
  static var kinds: [any Described.Type] { get }
  /// What a text stands for that is not the name of a kind; nil: nothing.
  static var shorthand: Shorthand? { get }
}

/// Texts of one ending that stand for a kind, as the value of its primary field: `"x.safetensors"`.
public struct Shorthand: Sendable {
  /// The ending.
  public let suffix: String
  /// The kind.
  public let kind: any Described.Type

  /// Lets texts stand for a kind.
  public init(suffix: String, kind: any Described.Type) {
    self.suffix = suffix
    self.kind = kind
  }
}

extension Family {
  /// Nothing.
  public static var shorthand: Shorthand? { nil }
}

/// One value of a family.
///
/// In a file it is `"relu"` (all options at their defaults), `{ "kmeans": { "clusters": 2 } }`, or,
/// for a kind with a primary field, `{ "conv": 64, "kernel": 3 }`.
public struct OneOf<F: Family>: Specifiable {
  /// The value, as what every member can do.
  public let value: F.Member
  /// The value, as what describes itself.
  public let described: any Described

  /// Wraps a member; nil for a value that does not conform to the family's protocol.
  public init?(_ described: any Described) {
    guard let member = described as? F.Member else { return nil }
    value = member
    self.described = described
  }

  /// The name of its kind.
  public var kind: String { type(of: described).kind }

  /// Reads any of the three forms.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Self? {
    guard let written = WrittenChoice(json, of: F.self, at: path, into: &problems) else {
      return nil
    }
    return read(written.type, written, into: &problems)
  }

  /// `{ "kind": { every option } }`
  public var json: JSON { .object([(kind, described.json)]) }

  /// Any of the three forms of any kind.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    book.reference(to: F.name, for: F.self) { book in
      let written = F.kinds.flatMap { forms(of: $0, &book) }
      let text = F.shorthand.map { shorthand in
        JSON.object([
          ("type", .string("string")),
          ("pattern", .string(shorthand.suffix.replacing(".", with: "\\.") + "$")),
          ("description", .string(shorthand.kind.summary)),
        ])
      }
      return .object([("anyOf", .array(written + [text, book.fileReference].compactMap { $0 }))])
    }
  }

  /// What the family calls a member.
  public static var typeName: String { F.name }

  /// A choice.
  public static var structure: Structure { .choice(F.self) }

  private static func read<T: Described>(
    _ type: T.Type, _ written: WrittenChoice, into problems: inout Problems
  ) -> Self? {
    type.read(written.options, at: written.path, into: &problems).flatMap { Self($0) }
  }

  private static func forms<T: Described>(of type: T.Type, _ book: inout SchemaBook) -> [JSON] {
    let definition = book.reference(to: "\(F.name).\(type.kind)", for: type) {
      type.objectSchema(&$0)
    }
    let tagged = closedObject([(type.kind, definition)], required: [type.kind])
    var forms: [JSON] = []
    if !type.fields.contains(where: { $0.isRequired }) {
      forms.append(
        .object([("const", .string(type.kind)), ("description", .string(type.summary))]))
    }
    if let primary = type.fields.first(where: { $0.isPrimary }) {
      let others = type.fields.filter { !$0.isPrimary }
      let members =
        [(type.kind, primary.schema(&book, default: nil))]
        + others.map { ($0.name, $0.schema(&book, default: nil)) }
      let required = others.filter(\.isRequired).map(\.name)
      forms.append(closedObject(members, required: [type.kind] + required))
    }
    return forms + [tagged]
  }

  private static func closedObject(_ members: [(String, JSON)], required: [String]) -> JSON {
    .object([
      ("type", .string("object")), ("properties", .object(members)),
      ("required", .array(required.map { .string($0) })), JSON.commentSchema,
      ("additionalProperties", false.json),
    ])
  }
}
