import Specification
import TestSupport
import Testing

@Suite struct SchemaTests {
  private var schema: JSON {
    var book = SchemaBook()
    let root = Sample.objectSchema(&book)
    let definitions = book.definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return .object(
      (root.members ?? []).map { ($0.name, $0.value) } + [("$defs", .object(definitions))])
  }

  private func parse(_ text: String) throws -> JSON {
    try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
  }

  @Test("every keyword and reference is known")
  func closed() {
    #expect(SchemaValidator(schema).unknown == [])
  }

  @Test(
    "accepts what is read and rejects what is not",
    arguments: [
      ("{\"size\": 1}", true), ("{}", false), ("{\"size\": 0}", false), ("{\"size\": 1.5}", false),
      ("{\"size\": 1, \"rate\": 0.5}", true), ("{\"size\": 1, \"rate\": 1}", false),
      ("{\"size\": 1, \"other\": 1}", false), ("{\"size\": 1, \"colour\": \"red\"}", true),
      ("{\"size\": 1, \"colour\": \"pink\"}", false), ("{\"size\": 1, \"flags\": [true]}", true),
      ("{\"size\": 1, \"flags\": [1]}", false), ("{\"size\": 1, \"weights\": {\"a\": 1}}", true),
      ("{\"size\": 1, \"weights\": {\"a\": true}}", false),
      ("{\"size\": 1, \"shape\": \"point\"}", true),
      ("{\"size\": 1, \"shape\": \"disc\"}", false),
      ("{\"size\": 1, \"shape\": {\"disc\": 1}}", true),
      ("{\"size\": 1, \"shape\": {\"disc\": 0}}", false),
      ("{\"size\": 1, \"shape\": {\"disc\": 1, \"box\": true}}", true),
      ("{\"size\": 1, \"shape\": {\"disc\": {\"radius\": 1}}}", true),
      ("{\"size\": 1, \"shape\": {\"disc\": {\"radius\": 1}, \"box\": true}}", false),
      ("{\"size\": 1, \"parts\": [{\"box\": {\"sides\": [0, 1]}}]}", false),
      ("{\"size\": 1, \"//\": \"why\", \"shape\": {\"// so\": [], \"disc\": 1}}", true),
      ("{\"size\": 1, \"span\": 7}", true), ("{\"size\": 1, \"span\": 700}", false),
    ])
  func agrees(text: String, isValid: Bool) throws {
    let json = try parse(text)
    #expect(SchemaValidator(schema).faults(of: json).isEmpty == isValid)
    var problems = Problems()
    _ = Sample.read(json, at: JSONPath(), into: &problems)
    #expect(problems.isEmpty == isValid)
  }

  @Test("a file may stand in place of a list, a choice or a structure")
  func files() throws {
    let text = "{\"size\": 1, \"shape\": \"s.json\", \"parts\": \"p.json\", \"span\": \"q.json\"}"
    #expect(SchemaValidator(schema).faults(of: try parse(text)) == [])
  }

  @Test("two types of one name are two definitions")
  func names() {
    var book = SchemaBook()
    let first = book.reference(to: "source of images", for: Point.self) { _ in .object([]) }
    let second = book.reference(to: "source of images", for: Disc.self) { _ in .object([]) }
    let again = book.reference(to: "source of images", for: Point.self) { _ in .null }
    #expect(first["$ref"]?.string == "#/$defs/sourceOfImages")
    #expect(second["$ref"]?.string == "#/$defs/sourceOfImages2")
    #expect(again == first)
  }

  @Test("descriptions become sentences, and fragments inside messages")
  func sentences() {
    #expect(Sentence.whole("size of the kernel") == "Size of the kernel.")
    #expect(Sentence.whole("The size.") == "The size.")
    #expect(Sentence.whole("max(x, 0)") == "max(x, 0).")
    #expect(Sentence.whole("k-means: groups") == "k-means: groups.")
    #expect(Sentence.whole("layers, or \"mirror\"") == "Layers, or \"mirror\".")
    #expect(Sentence.fragment("The number of components kept.") == "the number of components kept")
    #expect(Sentence.fragment("PCA on them.") == "PCA on them")
    #expect(Sentence.spaced("learningRate") == "learning rate")
    #expect(Sentence.plural("layer") == "layers" && Sentence.plural("loss") == "losses")
    #expect(Sentence.plural("source of images") == "sources of images")
  }
}
