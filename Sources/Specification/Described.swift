import Synchronization

/// A structure that describes its own fields: the one place that names, types, defaults, ranges and
/// explanations of its options are written down.
///
/// The default-initialised value holds the defaults.
public protocol Described: Specifiable {
  /// A value with every option at its default.
  init()
  /// The name of this kind in a file: `kmeans`.
  static var kind: String { get }
  /// The name as tables and figures print it: "k-means".
  static var title: String { get }
  /// One sentence on what it is, for the schema and the language reference.
  static var summary: String { get }
  /// The fields, in the order the reference shows them.
  static var fields: [Field<Self>] { get }
  /// Options as an example for the reference, all required ones among them.
  static var example: [(String, JSON)] { get }
  /// Checks what no single field can: `report` takes the field that is at fault and a message.
  func check(_ report: (_ field: String, _ message: String) -> Void)
}

/// One field of a described structure.
public struct Field<Root: Sendable>: Sendable {
  /// Its key in the file.
  public let name: String
  /// What it means, in a sentence without the type and range, for the schema and the reference.
  public let summary: String
  /// Whether a file must say it.
  public let isRequired: Bool
  /// Whether `{ "kind": value }` is short for `{ "kind": { "name": value } }`.
  public let isPrimary: Bool
  /// Its type in words.
  public let typeName: String
  /// Its range, for a number.
  public let bounds: Bounds?

  /// What lies below its value.
  public let structure: Structure

  /// The value of the field, as JSON.
  public func value(_ root: Root) -> JSON { write(root) }

  let read: @Sendable (JSON, JSONPath, inout Problems, inout Root) -> Void
  let write: @Sendable (Root) -> JSON
  let copy: @Sendable (Root, inout Root) -> Void
  let valueSchema: @Sendable (inout SchemaBook) -> JSON

  /// Describes a field.
  ///
  /// - Parameters:
  ///   - name: the key in the file.
  ///   - keyPath: where the value is kept.
  ///   - summary: what it means.
  ///   - bounds: the range of a number, or of each number of a list.
  ///   - isRequired: whether a file must say it; else the default-initialised value holds.
  ///   - isPrimary: whether it may be written right behind the kind.
  public init<Value: Specifiable>(
    _ name: String, _ keyPath: WritableKeyPath<Root, Value> & Sendable, _ summary: String,
    _ bounds: Bounds? = nil, isRequired: Bool = false, isPrimary: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.bounds = bounds
    self.isRequired = isRequired
    self.isPrimary = isPrimary
    typeName = Value.typeName
    structure = Value.structure
    read = { @Sendable (json, path, problems, root) in
      guard let value = Value.read(json, at: path, into: &problems),
        bounds?.check(json, at: path, into: &problems) ?? true
      else { return }
      root[keyPath: keyPath] = value
    }
    write = { @Sendable in $0[keyPath: keyPath].json }
    copy = { @Sendable in $1[keyPath: keyPath] = $0[keyPath: keyPath] }
    valueSchema = { @Sendable in Value.schema(&$0) }
  }

  /// The field of a structure that is kept whole in a member of another.
  public func lifted<Whole: Sendable>(
    to keyPath: WritableKeyPath<Whole, Root> & Sendable
  ) -> Field<Whole> {
    Field<Whole>(
      name: name, summary: summary, isRequired: isRequired, isPrimary: isPrimary,
      typeName: typeName, bounds: bounds, structure: structure,
      read: { [read] in read($0, $1, &$2, &$3[keyPath: keyPath]) },
      write: { [write] in write($0[keyPath: keyPath]) },
      copy: { [copy] in copy($0[keyPath: keyPath], &$1[keyPath: keyPath]) },
      valueSchema: valueSchema)
  }

  private init(
    name: String, summary: String, isRequired: Bool, isPrimary: Bool, typeName: String,
    bounds: Bounds?, structure: Structure,
    read: @escaping @Sendable (JSON, JSONPath, inout Problems, inout Root) -> Void,
    write: @escaping @Sendable (Root) -> JSON,
    copy: @escaping @Sendable (Root, inout Root) -> Void,
    valueSchema: @escaping @Sendable (inout SchemaBook) -> JSON
  ) {
    self.name = name
    self.summary = summary
    self.isRequired = isRequired
    self.isPrimary = isPrimary
    self.typeName = typeName
    self.bounds = bounds
    self.structure = structure
    self.read = read
    self.write = write
    self.copy = copy
    self.valueSchema = valueSchema
  }

  /// The schema of the field: its type's, with range and explanation.
  func schema(_ book: inout SchemaBook, default value: JSON?) -> JSON {
    let type = valueSchema(&book)
    var schema = bounds?.applied(to: type) ?? type
    let isReference = schema["$ref"] != nil
    if schema["type"]?.string == "array" || isReference && !structure.isChoice {
      schema = .object([("anyOf", .array([schema, book.fileReference]))])
    }
    var members = schema.members ?? []
    members.append(JSON.Member("description", .string(Sentence.whole(summary))))
    if let value, !isRequired, value != .null { members.append(JSON.Member("default", value)) }
    return JSON(.object(members))
  }
}

extension Described {
  /// Nothing to check beyond the fields themselves.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {}

  /// Reads an object: unknown, doubled and missing keys are problems, and so is what `check` finds.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Self? {
    let fields = knownFields
    guard let members = members(of: json, fields) else {
      problems.expected("an object (\(typeName))", json, at: path)
      return nil
    }
    let before = problems.list.count
    var value = Self()
    var seen: Set<String> = []
    for member in members {
      let place = path.appending(member.name)
      guard let field = fields.first(where: { $0.name == member.name }) else {
        problems.add(
          "unknown key \(Excerpt.quoted(member.name))"
            + Spelling.hint(for: member.name, among: fields.map(\.name)),
          at: place, location: member.location)
        continue
      }
      if !seen.insert(member.name).inserted { problems.duplicate(member, at: place) }
      if field.isRequired, member.value == .null {
        problems.add(
          "\"\(field.name)\" must be given: \(Sentence.fragment(field.summary))",
          at: place, location: member.value.location)
        continue
      }
      field.read(member.value, place, &problems, &value)
    }
    for field in fields where field.isRequired && !seen.contains(field.name) {
      problems.add(
        "\"\(field.name)\" is missing: \(Sentence.fragment(field.summary))",
        at: path, location: json.location)
    }
    guard problems.list.count == before else { return nil }
    value.check(json, at: path, into: &problems)
    return problems.list.count == before ? value : nil
  }

  /// The members of an object; any other value is that of the primary field, where there is one.
  private static func members(of json: JSON, _ fields: [Field<Self>]) -> [JSON.Member]? {
    if let members = json.members { return members }
    guard json != .null, let primary = fields.first(where: { $0.isPrimary }) else { return nil }
    return [JSON.Member(primary.name, json, location: json.location)]
  }

  /// Every field, in the order of the description.
  public var json: JSON { allMembers }

  /// Every field, for those that write only some of them.
  public var allMembers: JSON {
    JSON(.object(Self.knownFields.map { JSON.Member($0.name, $0.write(self)) }))
  }

  /// The defaults of the fields that a file may leave out, by name.
  public static var defaults: [String: JSON] {
    let value = Self()
    let optional = knownFields.filter { !$0.isRequired }
    return Dictionary(uniqueKeysWithValues: optional.map { ($0.name, $0.write(value)) })
  }

  /// The fields that differ from the default-initialised value.
  public var settings: [(name: String, value: JSON)] {
    let defaults = Self()
    return Self.knownFields.compactMap { field in
      let value = field.write(self)
      return value == field.write(defaults) ? nil : (field.name, value)
    }
  }

  /// The required fields at their defaults, then the optional ones that are plain values.
  public static var example: [(String, JSON)] {
    let value = Self()
    return fields.filter { $0.isRequired || $0.structure.isLeaf }
      .map { ($0.name, $0.write(value)) }.filter { $0.1 != .null }
  }

  /// A closed object, defined once under the kind; or the value of the primary field alone.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    book.reference(to: kind, for: self) { book in
      let object = objectSchema(&book)
      guard let primary = fields.first(where: { $0.isPrimary }) else { return object }
      return .object([("anyOf", .array([object, primary.schema(&book, default: nil)]))])
    }
  }

  /// The closed object itself.
  public static func objectSchema(_ book: inout SchemaBook) -> JSON {
    let defaults = Self()
    let properties = fields.map { ($0.name, $0.schema(&book, default: $0.write(defaults))) }
    let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
    return .object(
      [
        ("type", .string("object")), ("description", .string(Sentence.whole(summary))),
        ("properties", .object(properties)),
      ] + (required.isEmpty ? [] : [("required", .array(required))])
        + [JSON.commentSchema, ("additionalProperties", false.json)])
  }

  /// The kind.
  public static var typeName: String { kind }

  /// Its fields.
  public static var structure: Structure { .fields(self) }

  /// The kind as tables and figures print it, its words set apart: "log uniform".
  public static var title: String { Sentence.spaced(kind) }
}

/// A structure field by field, for whoever reads many that are nearly the same.
extension Described {
  /// Checks what no single field can, of a value that was read from an object.
  public func check(_ json: JSON, at path: JSONPath, into problems: inout Problems) {
    check { name, message in
      problems.add(
        message, at: path.appending(name), location: json[name]?.location ?? json.location)
    }
  }
}

extension Field {
  /// Reads the field of a structure again, from a member of the object at a path.
  public func read(
    _ member: JSON.Member, at path: JSONPath, into root: inout Root, _ problems: inout Problems
  ) {
    read(member.value, path.appending(member.name), &problems, &root)
  }

  /// Takes the field from another value.
  public func take(from other: Root, into root: inout Root) { copy(other, &root) }

  /// The field as JSON.
  public func json(of root: Root) -> JSON { write(root) }
}

/// The descriptions of types, made once each: texts and key paths would be made anew whenever a value is
/// read or written, and a large sweep does that a million times.
private let descriptions = Mutex<[ObjectIdentifier: any AnyObject & Sendable]>([:])

/// The fields of a type; the cast to a class is quicker than that to an array.
private final class FieldList<Root: Sendable>: Sendable {
  let fields: [Field<Root>]
  init(_ fields: [Field<Root>]) { self.fields = fields }
}

extension Described {
  /// The fields, as they were first described.
  static var knownFields: [Field<Self>] {
    let type = ObjectIdentifier(Self.self)
    if let known = descriptions.withLock({ $0[type] }) as? FieldList<Self> { return known.fields }
    let fields = fields
    descriptions.withLock { $0[type] = FieldList(fields) }
    return fields
  }
}
