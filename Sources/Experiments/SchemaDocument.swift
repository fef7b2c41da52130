import Specification

/// The JSON schema of experiment files, for editors that complete and check them.
public enum SchemaDocument {
  /// The schema (draft 2020-12).
  public static var json: JSON {
    var book = SchemaBook()
    let experiment = Experiment.objectSchema(&book)
    let sweep = Sweep.schema(&book)
    var members = (experiment.members ?? []).map { ($0.name, $0.value) }
    if let index = members.firstIndex(where: { $0.0 == "properties" }) {
      let properties = (members[index].1.members ?? []).map { ($0.name, $0.value) }
      members[index].1 = .object(properties + [("extends", extends), ("sweep", sweep)])
    }
    let required = members.first { $0.0 == "required" }?.1 ?? .array([])
    members.removeAll { $0.0 == "required" }
    members += [
      // A file that extends another names what differs by path: "training.epochs".
      ("patternProperties", .object([("\\.", .object([]))])),
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
      ("title", .string("Sweepbook experiment")),
    ]
    return .object(heading + members)
  }

  private static var extends: JSON {
    .object([
      ("type", .string("string")),
      (
        "description",
        .string("An experiment whose settings hold where this file says nothing else.")
      ),
    ])
  }
}
