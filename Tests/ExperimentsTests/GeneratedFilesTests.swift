import Datasets
import Experiments
import Foundation
import Specification
import TestSupport
import Testing

/// The schema and the reference that ship are those that the program makes, and they hold.
///
/// With `SWEEP_RECORD=1` in the environment the tests write the files instead of comparing.
@Suite struct GeneratedFilesTests {
  private func check(_ text: String, _ name: String, _ command: String) throws {
    let place = URL(fileURLWithPath: "\(Repository.root)/experiments/\(name)")
    if ProcessInfo.processInfo.environment["SWEEP_RECORD"] == "1" {
      try Data(text.utf8).write(to: place)
    }
    let written = (try? String(contentsOf: place, encoding: .utf8)) ?? ""
    #expect(
      written == text,
      "experiments/\(name) is out of date: \(command), or SWEEP_RECORD=1 swift test -c release --filter GeneratedFiles"
    )
  }

  @Test("experiments/schema.json is up to date")
  func schema() throws {
    try check(SchemaDocument.json.pretty, "schema.json", "sweep schema > experiments/schema.json")
  }

  @Test("experiments/README.md is up to date")
  func reference() throws {
    try check(
      LanguageReference.markdown, "README.md", "sweep reference > experiments/README.md")
  }

  @Test("the schema uses known keywords, and every reference leads to a definition")
  func closed() {
    let validator = SchemaValidator(SchemaDocument.json)
    #expect(validator.unknown == [])
    #expect((SchemaDocument.json["$defs"]?.members ?? []).allSatisfy { !$0.name.contains(" ") })
  }

  @Test("every experiment that ships conforms to the schema", arguments: Repository.experiments)
  func conforms(path: String) throws {
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    let json = try JSONParser.parse(Source(name: path, bytes: bytes))
    #expect(SchemaValidator(SchemaDocument.json).faults(of: json) == [])
  }

  @Test(
    "every experiment that ships names a schema that is there", arguments: Repository.experiments)
  func namesSchema(path: String) throws {
    let json = try JSONParser.parse(
      Source(name: path, bytes: try Array(Data(contentsOf: URL(fileURLWithPath: path)))))
    let name = try #require(json["$schema"]?.string)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"))
  }

  @Test("every experiment that ships expands", arguments: Repository.experiments)
  func expands(path: String) throws {
    let sweep = try ExpandedSweep(ExperimentFile(path: path), dataFolder: "data")
    #expect(!sweep.rows.isEmpty)
    #expect(Set(sweep.rows.map(\.label)).count == sweep.rows.count)
  }

  @Test("the schema rejects what the language does not have")
  func rejects() throws {
    let validator = SchemaValidator(SchemaDocument.json)
    func faults(_ change: String) throws -> [String] {
      let text = Workbench.experiment(change)
      return validator.faults(
        of: try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8))))
    }
    #expect(try faults("") == [])
    #expect(try faults("\"training\": { \"epochs\": 3, \"batchSize\": 8 }") == [])
    #expect(try !faults("\"training\": { \"epohcs\": 3 }").isEmpty)
    #expect(try !faults("\"training\": { \"batchSize\": 0 }").isEmpty)
    #expect(try !faults("\"trainig\": {}").isEmpty)
    #expect(try !faults("\"evaluation\": { \"split\": \"tset\" }").isEmpty)
    #expect(try !faults("\"seeds\": [-1]").isEmpty)
    #expect(try faults("\"evaluation\": \"train\"") == [])
  }

  @Test("every example of the reference is valid")
  func examples() throws {
    let contents = LanguageReference.Contents(from: ExperimentDocument.self)
    #expect(contents.structures.count > 8 && contents.families.count > 6)
    for type in contents.structures {
      #expect(problems(.object(type.example), as: type) == [], "\(type.kind)")
    }
    for kind in contents.families.flatMap({ $0.kinds }) {
      for form in ReferenceForms.examples(of: kind) {
        let json = try JSONParser.parse(Source(name: "x.json", bytes: Array(form.canonical.utf8)))
        #expect(problems(choice: json, kind) == [], "\(kind.kind): \(form.canonical)")
      }
    }
  }

  private func problems<T: Described>(_ json: JSON, as type: T.Type) -> [String] {
    var problems = Problems()
    _ = type.read(json, at: JSONPath(), into: &problems)
    return problems.list.map(\.description)
  }

  private func problems(choice json: JSON, _ kind: any Described.Type) -> [String] {
    let contents = LanguageReference.Contents(from: ExperimentDocument.self)
    guard let family = contents.families.first(where: { $0.kinds.contains { $0 == kind } }) else {
      return ["no family"]
    }
    var problems = Problems()
    guard let written = WrittenChoice(json, of: family, at: JSONPath(), into: &problems) else {
      return problems.list.map(\.description)
    }
    return self.problems(written.options, as: written.type)
  }
}
