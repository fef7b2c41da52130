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
    if let name = json.string {
      guard let type = find(name, json.location, at: path, into: &problems) else { return nil }
      let empty = JSON(.object([]), location: json.location)
      return Self.read(type, empty, at: path, into: &problems)
    }
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    let names = Set(F.kinds.map { $0.kind })
    guard let tag = members.first(where: { names.contains($0.name) }) ?? members.first else {
      problems.add(
        "this \(F.name) is empty" + Spelling.hint(for: "", among: names.sorted()),
        at: path, location: json.location)
      return nil
    }
    guard let type = find(tag.name, tag.location, at: path, into: &problems) else { return nil }
    let siblings = members.filter { $0.name != tag.name }
    let options = options(of: type, tag: tag, siblings: siblings, in: json)
    let place = tag.value.members == nil ? path : path.appending(tag.name)
    return Self.read(type, options, at: place, into: &problems)
  }

  /// `{ "kind": { every option } }`
  public var json: JSON { .object([(kind, described.json)]) }

  /// Any of the three forms of any kind.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    book.reference(to: F.name) { book in
      .object([("anyOf", .array(F.kinds.flatMap { forms(of: $0, &book) }))])
    }
  }

  /// What the family calls a member.
  public static var typeName: String { F.name }

  /// All its kinds.
  public static var parts: [any Described.Type] { F.kinds }

  private static func find(
    _ name: String, _ location: Location?, at path: JSONPath, into problems: inout Problems
  ) -> (any Described.Type)? {
    if let type = F.kinds.first(where: { $0.kind == name }) { return type }
    problems.add(
      "unknown \(F.name) \"\(name)\"" + Spelling.hint(for: name, among: F.kinds.map { $0.kind }),
      at: path, location: location)
    return nil
  }

  private static func options(
    of type: any Described.Type, tag: JSON.Member, siblings: [JSON.Member], in json: JSON
  ) -> JSON {
    if let members = tag.value.members {
      return JSON(.object(members + siblings), location: tag.value.location)
    }
    let name = primaryName(of: type) ?? tag.name
    let primary = JSON.Member(name, tag.value, location: tag.location)
    return JSON(.object([primary] + siblings), location: json.location)
  }

  private static func read<T: Described>(
    _ type: T.Type, _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Self? {
    type.read(json, at: path, into: &problems).flatMap { Self($0) }
  }

  private static func primaryName<T: Described>(of type: T.Type) -> String? {
    type.fields.first { $0.isPrimary }?.name
  }

  private static func forms<T: Described>(of type: T.Type, _ book: inout SchemaBook) -> [JSON] {
    let definition = type.schema(&book)
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
      ("required", .array(required.map { .string($0) })), ("additionalProperties", false.json),
    ])
  }
}
