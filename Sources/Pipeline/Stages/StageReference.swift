import Runner
import Specification

/// The key of another stage, written in a specification.
struct StageReference: Specifiable, Equatable {
  /// The key.
  var key: StageKey

  /// Refers to a stage.
  init(_ key: StageKey) { self.key = key }

  /// Refers to no stage that exists; a specification that is read replaces it.
  init() { key = Self.nothing }

  private static let nothing = StageKey(kind: "", version: 0, specification: .null)

  static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> StageReference? {
    guard let key = json.string.flatMap(StageKey.init(hex:)) else {
      problems.expected("the key of a stage", json, at: path)
      return nil
    }
    return StageReference(key)
  }

  var json: JSON { .string(key.hex) }

  static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("string"))])
  }

  static var typeName: String { "key of a stage" }
}
