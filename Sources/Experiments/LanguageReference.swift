import Specification

/// The reference of the experiment language, made from the same descriptions as the schema.
public enum LanguageReference {
  /// The reference as markdown.
  public static var markdown: String {
    let contents = Contents(from: ExperimentDocument.self)
    let plain = contents.structures.map { "- " + link($0.kind, to: $0.kind) }
    let families =
      contents.families.map { "- " + link(heading(of: $0), to: heading(of: $0)) }
      + ["- " + link("Metrics", to: "metrics")]
    let sections =
      [introduction, (plain + families).joined(separator: "\n") + "\n"]
      + contents.structures.map { structureSection($0) }
      + contents.families.map { familySection($0) } + [metricsSection]
    return sections.joined(separator: "\n")
  }

  /// Everything that a file can hold, in the order in which a reader meets it.
  package struct Contents {
    /// The structures that are not kinds of a family.
    package private(set) var structures: [any Described.Type] = []
    /// The families.
    package private(set) var families: [any Family.Type] = []
    private var seen: Set<ObjectIdentifier> = []

    package init(from root: any Described.Type) {
      visit(.fields(root))
    }

    private mutating func visit(_ structure: Structure) {
      switch structure {
      case .leaf, .paths: return
      case .list(let element), .dictionary(let element): visit(element.structure)
      case .fields(let type):
        guard seen.insert(ObjectIdentifier(type)).inserted else { return }
        structures.append(type)
        visitFields(of: type)
      case .choice(let family):
        guard seen.insert(ObjectIdentifier(family)).inserted else { return }
        families.append(family)
        for kind in family.kinds { visitFields(of: kind) }
      }
    }

    private mutating func visitFields<T: Described>(of type: T.Type) {
      for field in type.fields { visit(field.structure) }
      // The values of a sweep's parts are named by paths and so not by a structure of their own.
      if type == Sweep.self { visit(.fields(ValueRange.self)) }
      if type == RandomSearch.self { visit(.choice(DistributionKinds.self)) }
    }
  }

  private static func heading(of family: any Family.Type) -> String {
    Sentence.whole(Sentence.plural(family.name)).replacing(".", with: "")
  }

  private static func link(_ text: String, to heading: String) -> String {
    "[\(text)](#\(heading.lowercased().replacing(" ", with: "-")))"
  }

  private static func structureSection(_ type: any Described.Type) -> String {
    // A range and a tolerance stand behind the names of paths and metrics, not behind their own.
    let isKey = keys.contains(type.kind)
    let options = JSON.object(type.example)
    let example = isKey ? JSON.object([(type.kind, options)]) : options
    let short = type.primaryName.map { " Where only `\($0)` is given, its value alone is enough." }
    return "## `\(type.kind)`\n\n\(Sentence.whole(type.summary))\(short ?? "")\n\n"
      + table(of: type) + "\n```json\n\(example.pretty)```\n"
  }

  /// The keys of all structures.
  private static let keys = Set(
    Contents(from: ExperimentDocument.self).structures.flatMap { $0.fieldNames })

  private static func familySection(_ family: any Family.Type) -> String {
    let kinds = family.kinds.map { "`\($0.kind)`" }.joined(separator: ", ")
    let article = "aeiou".contains(family.name.first ?? " ") ? "An" : "A"
    return
      (["## \(heading(of: family))\n\n\(article) \(family.name) is one of \(kinds).\n"]
      + family.kinds.map { kindSection($0) }).joined(separator: "\n")
  }

  private static func kindSection(_ type: any Described.Type) -> String {
    let forms = ReferenceForms.forms(of: type).map { "`\($0)`" }.joined(separator: " or ")
    return "### `\(type.kind)`\n\n\(Sentence.whole(type.summary))\n\nWritten \(forms).\n\n"
      + table(of: type)
  }

  private static func table<T: Described>(of type: T.Type) -> String {
    guard !type.fields.isEmpty else { return "It has no options.\n" }
    let defaults = type.defaults
    let rows = type.fields.map { field in
      let value = defaults[field.name].map { defaultText($0, field.structure) }
      let cells = [
        "`\(field.name)`", typeText(field), value ?? "**required**",
        Sentence.whole(field.summary),
      ]
      return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let head = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    return (head + rows).joined(separator: "\n") + "\n"
  }

  /// A default: of a choice its kind, of a structure that its own section has the defaults.
  private static func defaultText(_ value: JSON, _ structure: Structure) -> String {
    if value == .null { return "–" }
    switch structure {
    case .fields: return "see there"
    case .choice: return "`\"\(value.members?.first?.name ?? "")\"`"
    default: return "`\(value.line)`"
    }
  }

  /// The type in words, what it is made of linked, and the range.
  private static func typeText<T>(_ field: Field<T>) -> String {
    var text = field.typeName
    for (name, heading) in linkNames(field.structure) {
      if let range = text.firstRange(of: name) {
        text.replaceSubrange(range, with: link(name, to: heading))
        break
      }
    }
    return text + (field.bounds.map { ", \($0.description)" } ?? "")
  }

  /// What a structure's section may be called in the words of a type, and its heading.
  private static func linkNames(_ structure: Structure) -> [(name: String, heading: String)] {
    switch structure {
    case .leaf, .paths: []
    case .list(let element), .dictionary(let element): linkNames(element.structure)
    case .fields(let type): [(Sentence.plural(type.kind), type.kind), (type.kind, type.kind)]
    case .choice(let family):
      [Sentence.plural(family.name), family.name].map { ($0, heading(of: family)) }
    }
  }

  /// Every metric, in the order of tables.
  private static var metricsSection: String {
    let rows = MetricRegistry.all.map { metric in
      let better =
        switch metric.better {
        case .higher: "higher"
        case .lower: "lower"
        case .neither: "neither"
        }
      let name = metric.role == .headline ? "**`\(metric.name)`**" : "`\(metric.name)`"
      return "| \(name) | \(metric.unit.words) | \(better) | \(metric.formula) |"
    }
    return metricsIntroduction + (rows.joined(separator: "\n") + "\n")
  }

  private static let metricsIntroduction = """
    ## Metrics

    What runs are judged by, as `results.json`, `table.csv` and `regression.tolerances` name it. A name
    that ends in `PART`, `SPLIT` or `COMPONENT` stands for one metric for each part of the test images
    (`dataset.test.parts`), each split (`train`, `validation`, `test`) or each principal component. The
    headline metrics, in bold, are ranked, printed first and guarded by `sweep regress`; the others are
    shown when they change. Logarithms are natural.

    | metric | unit | better | what it is |
    | --- | --- | --- | --- |

    """

  private static let introduction = """
    # The experiment language

    An experiment is one JSON file. This page lists every key. It is made by `sweep reference` from
    the descriptions that also read the file and make `schema.json`, so the three cannot disagree.

    **Choices.** A model, a layer, a clusterer and the like are written in one of three ways: the kind
    alone, `"relu"`, where nothing must be said; the kind with its options,
    `{ "kmeans": { "clusters": 2 } }`; or, where a kind has a principal option, that option right behind
    the kind and the others beside it, `{ "conv": 64, "kernel": 3 }`. Every kind is shown below in the
    shortest form that says something.

    **Paths.** `reduction.pca.dimensions` names a value in a `sweep`, in `--set`, and in a file that
    `extends` another. A path may leave out the kind of a choice (`model.latent` for
    `model.autoencoder.latent`) and the index in a list where only one element can be meant; otherwise
    write `model.encoder[0].kernel`. Naming another kind than the one written replaces it:
    `clustering.agglomerative.linkage`. A value that is an object replaces the whole of what stood there.

    **One setting, one value.** Two parts of a `sweep` may not set the same thing, under whatever spelling,
    nor may one replace what the other reaches into: that is refused, both places named. An axis that
    belongs to one choice goes into that variant or case:
    `{ "training.optimizer": "sgd", "grid": { "training.optimizer.momentum": [0, 0.9] } }`. `--set` is the
    last word: it holds in every row, whatever the sweep says. Rows that come to the same are run once.

    **Files.** The name of a JSON file may stand in place of any list, object or choice:
    `"encoder": "architectures/strided-conv.json"`. A relative name is looked up beside the file it is
    written in, then in the data folder (`SWEEP_DATA`, else `data`).

    **Comments.** A member whose name begins with `//` is for people: `"// why": "the same as in class"`.

    """
}

/// The ways in which one kind of a family can be written.
package enum ReferenceForms {
  /// An example of each form that the kind allows.
  static func forms(of type: any Described.Type) -> [String] {
    examples(of: type).map(\.line)
  }

  /// The examples as values: the kind alone, the principal option behind the kind, all options.
  package static func examples<T: Described>(of type: T.Type) -> [JSON] {
    let options = type.example
    var forms: [JSON] = []
    if !type.fields.contains(where: \.isRequired) { forms.append(.string(type.kind)) }
    let primary = options.first { $0.0 == type.primaryName }
    if let primary {
      let others = options.filter { $0.0 != primary.0 }
      forms.append(.object([(type.kind, primary.1)] + others))
    }
    if primary == nil, !options.isEmpty { forms.append(.object([(type.kind, .object(options))])) }
    return forms
  }
}

extension JSON {
  /// The value on one line as people write it, members in their order.
  var line: String {
    switch value {
    case .array(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      members.isEmpty
        ? "{}"
        : "{ "
          + members.map { "\(JSON.string($0.name).canonical): \($0.value.line)" }
          .joined(separator: ", ") + " }"
    default: canonical
    }
  }
}

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
