/// A structure that describes its own fields: the one place that names, types, defaults, ranges and
/// explanations of its options are written down.
///
/// The default-initialised value holds the defaults.
public protocol Described: Specifiable {
  /// A value with every option at its default.
  init()
  /// The name of this kind in a file: `kmeans`.
  static var kind: String { get }
  /// One sentence on what it is, for the schema and the language reference.
  static var summary: String { get }
  /// The fields, in the order the reference shows them.
  static var fields: [Field<Self>] { get }
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

  /// The described structures that its value is made of.
  public let parts: [any Described.Type]

  let read: @Sendable (JSON, JSONPath, inout Problems, inout Root) -> Void
  let write: @Sendable (Root) -> JSON
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
    parts = Value.parts
    read = { json, path, problems, root in
      guard let value = Value.read(json, at: path, into: &problems),
        bounds?.check(json, at: path, into: &problems) ?? true
      else { return }
      root[keyPath: keyPath] = value
    }
    write = { $0[keyPath: keyPath].json }
    valueSchema = { Value.schema(&$0) }
  }

  /// The schema of the field: its type's, with range and explanation.
  func schema(_ book: inout SchemaBook, default value: JSON?) -> JSON {
    var members = valueSchema(&book).members ?? []
    let isReference = members.contains { $0.name == "$ref" }
    if !isReference, members.contains(where: { $0.name == "type" && $0.value.string != "array" }) {
      members += (bounds?.schema ?? []).map { JSON.Member($0.0, $0.1) }
    }
    members.append(JSON.Member("description", .string(summary)))
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
    guard let members = json.members else {
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
          "unknown key \"\(member.name)\""
            + Spelling.hint(for: member.name, among: fields.map(\.name)),
          at: place, location: member.location)
        continue
      }
      if !seen.insert(member.name).inserted {
        problems.add("\"\(member.name)\" is written twice", at: place, location: member.location)
      }
      field.read(member.value, place, &problems, &value)
    }
    for field in fields where field.isRequired && !seen.contains(field.name) {
      problems.add(
        "\"\(field.name)\" is missing: \(field.summary)", at: path, location: json.location)
    }
    guard problems.list.count == before else { return nil }
    value.check { name, message in
      problems.add(
        message, at: path.appending(name), location: json[name]?.location ?? json.location)
    }
    return problems.list.count == before ? value : nil
  }

  /// Every field, in the order of the description.
  public var json: JSON { .object(Self.fields.map { ($0.name, $0.write(self)) }) }

  /// The defaults of the fields that a file may leave out, by name.
  public static var defaults: [String: JSON] {
    let value = Self()
    let optional = fields.filter { !$0.isRequired }
    return Dictionary(uniqueKeysWithValues: optional.map { ($0.name, $0.write(value)) })
  }

  /// The fields that differ from the default-initialised value.
  public var settings: [(name: String, value: JSON)] {
    let defaults = Self()
    return Self.fields.compactMap { field in
      let value = field.write(self)
      return value == field.write(defaults) ? nil : (field.name, value)
    }
  }

  /// A closed object, defined once under the kind.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    book.reference(to: kind) { objectSchema(&$0) }
  }

  /// The closed object itself.
  public static func objectSchema(_ book: inout SchemaBook) -> JSON {
    let defaults = Self()
    let properties = fields.map { ($0.name, $0.schema(&book, default: $0.write(defaults))) }
    let required = fields.filter(\.isRequired).map { JSON.string($0.name) }
    return .object(
      [
        ("type", .string("object")), ("description", .string(summary)),
        ("properties", .object(properties)),
      ] + (required.isEmpty ? [] : [("required", .array(required))])
        + [("additionalProperties", false.json)])
  }

  /// The kind.
  public static var typeName: String { kind }

  /// Itself.
  public static var parts: [any Described.Type] { [self] }
}
