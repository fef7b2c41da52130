/// A value that copies of what holds it share until one of them changes it.
///
/// The rows of a large sweep are equal in most of what they say; a structure of options is kept once
/// for all of them.
@propertyWrapper
public struct Shared<Value: Sendable>: Sendable {
  private final class Content: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
  private var content: Content

  /// The value.
  public var wrappedValue: Value {
    get { content.value }
    set { content = Content(newValue) }
  }

  /// Itself, so that another may share its value.
  public var projectedValue: Shared {
    get { self }
    set { self = newValue }
  }

  /// Keeps a value.
  public init(wrappedValue: Value) { content = Content(wrappedValue) }
}

extension Shared: Specifiable where Value: Specifiable {
  /// Reads the value.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Shared? {
    Value.read(json, at: path, into: &problems).map { Shared(wrappedValue: $0) }
  }

  /// The value.
  public var json: JSON { wrappedValue.json }

  /// That of the value.
  public static func schema(_ book: inout SchemaBook) -> JSON { Value.schema(&book) }

  /// That of the value.
  public static var typeName: String { Value.typeName }

  /// That of the value.
  public static var structure: Structure { Value.structure }
}
