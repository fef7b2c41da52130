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
  public var value: F.Member { content.value }
  /// The value, as what describes itself.
  public var described: any Described { content.described }

  /// What the rows of a large sweep share, instead of a copy each.
  private final class Content: Sendable {
    let value: F.Member
    let described: any Described

    init(_ value: F.Member, _ described: any Described) {
      self.value = value
      self.described = described
    }
  }
  private let content: Content

  /// Wraps a member; nil for a value that does not conform to the family's protocol.
  public init?(_ described: any Described) {
    guard let member = described as? F.Member else { return nil }
    content = Content(member, described)
  }

  /// The same for copies of one value, as long as one of them is there.
  public var identity: ObjectIdentifier { ObjectIdentifier(content) }

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

/// One value of a family as a file has it, brought from any of the three forms into one: a kind and
/// an object of options.
public struct WrittenChoice {
  /// The kind, as what describes itself.
  public let type: any Described.Type
  /// The options that are written, as an object.
  public let options: JSON
  /// Where the options stand: the choice itself, or below the name of the kind.
  let path: JSONPath
  /// Where the kind is written.
  let location: Location?

  /// The choice as `{ "kind": { options } }`, with other options.
  func with(options: JSON) -> JSON {
    JSON(.object([JSON.Member(type.kind, options, location: location)]), location: location)
  }

  /// Takes a choice apart.
  ///
  /// - Parameters:
  ///   - json: `"relu"`, `{ "kmeans": { "clusters": 2 } }` or `{ "conv": 64, "kernel": 3 }`, or a
  ///     text that is short for a kind.
  ///   - family: the kinds there are.
  ///   - path: where the choice stands.
  ///   - problems: takes why the result is nil.
  public init?(
    _ json: JSON, of family: any Family.Type, at path: JSONPath, into problems: inout Problems
  ) {
    if let name = json.string {
      if let shorthand = family.shorthand, name.hasSuffix(shorthand.suffix),
        let primary = shorthand.kind.primaryName
      {
        type = shorthand.kind
        self.path = path
        options = JSON(
          .object([JSON.Member(primary, json, location: json.location)]), location: json.location)
        location = json.location
        return
      }
      guard let type = Self.find(name, in: family, json.location, at: path, into: &problems) else {
        return nil
      }
      self.type = type
      self.path = path
      options = JSON(.object([]), location: json.location)
      location = json.location
      return
    }
    guard let members = json.members else {
      problems.expected("a \(family.name)", json, at: path)
      return nil
    }
    guard let tag = Self.tag(of: members, json, family, at: path, into: &problems),
      let type = Self.find(tag.name, in: family, tag.location, at: path, into: &problems)
    else { return nil }
    self.type = type
    location = tag.location
    let siblings = members.filter { $0.name != tag.name }
    if tag.value.members != nil {
      for sibling in siblings {
        problems.add(
          "\(Excerpt.quoted(sibling.name)) stands beside \"\(tag.name)\"; put it inside",
          at: path, location: sibling.location)
      }
      guard siblings.isEmpty else { return nil }
      options = tag.value
      self.path = path.appending(tag.name)
      return
    }
    guard let primary = type.primaryName else {
      problems.expected("an object with the options of \(tag.name)", tag.value, at: path)
      return nil
    }
    let first = JSON.Member(primary, tag.value, location: tag.location)
    options = JSON(.object([first] + siblings), location: json.location)
    self.path = path
  }

  /// Takes a choice apart that is of one kind; nil when it is of another.
  init?(_ json: JSON, of type: any Described.Type, in family: any Family.Type) {
    var ignored = Problems()
    self.init(json, of: family, at: JSONPath(), into: &ignored)
    guard self.type == type else { return nil }
  }

  /// The member that names the kind.
  private static func tag(
    of members: [JSON.Member], _ json: JSON, _ family: any Family.Type, at path: JSONPath,
    into problems: inout Problems
  ) -> JSON.Member? {
    let kinds = family.kinds
    let tags = members.filter { member in kinds.contains { $0.kind == member.name } }
    if tags.count == 1 { return tags[0] }
    if tags.isEmpty {
      let names = kinds.map { $0.kind }
      if let near = members.first(where: { Spelling.nearest(to: $0.name, among: names) != nil })
        ?? members.first
      {
        return near
      }
      problems.add(
        "this \(family.name) is empty" + Spelling.hint(for: "", among: names),
        at: path, location: json.location)
      return nil
    }
    // An option of one kind may have the name of another kind.
    let sensible = tags.filter { tag in
      let names = kinds.first { $0.kind == tag.name }?.fieldNames ?? []
      return tags.allSatisfy { $0.name == tag.name || names.contains($0.name) }
    }
    if sensible.count == 1 { return sensible[0] }
    let named = tags.map { "\"\($0.name)\"" }.joined(separator: " and ")
    problems.add(
      "one \(family.name) is asked for here, not \(named)", at: path, location: json.location)
    return nil
  }

  private static func find(
    _ name: String, in family: any Family.Type, _ location: Location?, at path: JSONPath,
    into problems: inout Problems
  ) -> (any Described.Type)? {
    if let type = family.kinds.first(where: { $0.kind == name }) { return type }
    problems.add(
      "unknown \(family.name) \(Excerpt.quoted(name))"
        + Spelling.hint(for: name, among: family.kinds.map { $0.kind }),
      at: path, location: location)
    return nil
  }
}
