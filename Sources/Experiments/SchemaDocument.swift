import Specification

/// The JSON schema of experiment files, for editors that complete and check them.
public enum SchemaDocument {
  /// The schema (draft 2020-12).
  public static var json: JSON {
    var book = SchemaBook()
    let document = ExperimentDocument.objectSchema(&book)
    var members = (document.members ?? []).map { ($0.name, $0.value) }
    let required = document["required"] ?? .array([])
    let comments = document["patternProperties"]?.members ?? []
    members.removeAll { ["required", "patternProperties"].contains($0.0) }
    members += [
      // A file that extends another names what differs by path: "training.epochs".
      (
        "patternProperties",
        .object(comments.map { ($0.name, $0.value) } + [("^[^.\\[]+[.\\[]", .object([]))])
      ),
      (
        "anyOf",
        .array([
          .object([("required", .array([.string("extends")]))]),
          .object([("required", required)]),
        ])
      ),
      ("$defs", .object(book.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
    ]
    let heading: [(String, JSON)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      // An address that stays whatever place the file is copied to.
      ("$id", .string("urn:sweepbook:experiment")),
      ("title", .string("Sweepbook experiment")),
    ]
    return .object(heading + members)
  }
}
