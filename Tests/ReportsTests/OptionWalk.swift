import Experiments
import Specification

/// Every option of every kind that an experiment file can hold, found by walking its description, so
/// that a new one cannot be forgotten.
struct OptionWalk {
  /// One option: where it stands, what has to be there for it to mean something, and other values.
  struct Option {
    /// The kind and the name: `adam.beta1`.
    var name: String
    /// Where it stands, each with what is put into an experiment first.
    var places: [Place]
    /// Values to be tried.
    var values: [JSON]
  }

  /// A path, and what is put into an experiment first.
  struct Place {
    var path: String
    var context: [(path: String, value: JSON)] = []

    func appending(_ step: String) -> Place {
      Place(path: path.isEmpty ? step : "\(path).\(step)", context: context)
    }

    func with(_ value: JSON, at path: String) -> Place {
      Place(path: path, context: context + [(path, value)])
    }
  }

  private(set) var options: [Option] = []
  private var seen: Set<ObjectIdentifier> = []
  private let examples: [String: JSON]

  /// Walks down from an experiment file.
  ///
  /// - Parameter examples: kinds whose own examples name files, and what stands for them here.
  init(examples: [String: JSON]) {
    self.examples = examples
    visitFields(of: ExperimentDocument.self, [Place(path: "")])
  }

  private mutating func visit(_ structure: Structure, _ places: [Place]) {
    switch structure {
    case .leaf, .paths: return
    case .dictionary(let element): visit(element.structure, places.map { $0.appending("accuracy") })
    case .list(let element):
      guard case .choice(let family) = element.structure else { return }
      visit(family, inListAt: places)
    case .fields(let type):
      guard seen.insert(ObjectIdentifier(type)).inserted else { return }
      visitFields(of: type, places)
    case .choice(let family):
      guard seen.insert(ObjectIdentifier(family)).inserted else { return }
      for kind in family.kinds {
        for example in examples(of: kind).suffix(1) {
          visitFields(of: kind, places.map { $0.with(example, at: $0.path).appending(kind.kind) })
        }
      }
    }
  }

  /// A list of choices holds one of each kind alone, then behind what most need before them.
  private mutating func visit(_ family: any Family.Type, inListAt places: [Place]) {
    guard seen.insert(ObjectIdentifier(family)).inserted else { return }
    let flatten = JSON.string("flatten")
    let first = JSON.object([("conv", .number(4)), ("kernel", .number(3))])
    for kind in family.kinds {
      for example in examples(of: kind).suffix(1) {
        let lists: [[JSON]] =
          family.name == "layer"
          ? [[example], [flatten, example], [first, example], [first, example, first]] : [[example]]
        let inside = places.flatMap { place in
          lists.map { list -> Place in
            let index = list.firstIndex(of: example) ?? 0
            let here = place.with(.array(list), at: place.path)
            return Place(path: "\(place.path)[\(index)].\(kind.kind)", context: here.context)
          }
        }
        visitFields(of: kind, inside)
      }
    }
  }

  private func examples(of kind: any Described.Type) -> [JSON] {
    examples[kind.kind].map { [$0] } ?? ReferenceForms.examples(of: kind)
  }

  private mutating func visitFields<T: Described>(of type: T.Type, _ places: [Place]) {
    var book = SchemaBook()
    let schema = T.objectSchema(&book)
    let defaults = T().json
    for field in T.fields {
      let values = Self.values(schema["properties"]?[field.name], book)
      let other = values.filter { $0 != defaults[field.name] }
      // What has fields of its own is told by them, unless it may be a number too.
      if case .fields(let below) = field.structure,
        below.primaryName != nil || !values.contains(where: { $0.number != nil })
      {
        continue
      }
      options.append(
        Option(
          name: "\(type.kind).\(field.name)", places: places.map { $0.appending(field.name) },
          values: other))
    }
    // Fields of one family are places of the same options: the splits of a dataset.
    var grouped: [(structure: Structure, places: [Place])] = []
    for field in T.fields {
      let isAbsent = defaults[field.name] == .null
      let inside = places.map { place -> Place in
        let here = place.appending(field.name)
        guard isAbsent, case .fields(let below) = field.structure else { return here }
        return here.with(.object(below.example), at: here.path)
      }
      if case .choice(let family) = field.structure,
        let index = grouped.firstIndex(where: { entry in
          if case .choice(let other) = entry.structure { return other == family }
          return false
        })
      {
        grouped[index].places += inside
      } else {
        grouped.append((field.structure, inside))
      }
    }
    for (structure, places) in grouped { visit(structure, places) }
  }

  /// Values that a schema allows, a few of each kind.
  private static func values(_ schema: JSON?, _ book: SchemaBook, _ depth: Int = 0) -> [JSON] {
    guard let schema, depth < 4 else { return [] }
    if let name = schema["$ref"]?.string?.split(separator: "/").last {
      return values(book.definitions[String(name)], book, depth + 1)
    }
    if let value = schema["const"] { return [value] }
    if let words = schema["enum"]?.elements { return words }
    if let forms = schema["anyOf"]?.elements {
      return forms.flatMap { values($0, book, depth + 1).prefix(6) }
    }
    switch schema["type"]?.string {
    case "boolean": return [true.json, false.json]
    case "integer":
      return [2, 3, 1, 4, 0, 16, 7, 40].map { JSON.number($0) }.filter { fits($0, schema) }
    case "number":
      return [0.5, 0.25, 1, 2, 0, 3, 0.01, 30].map { JSON.number($0) }.filter { fits($0, schema) }
    case "string":
      return ["other.npy", "other-labels.npy", "folder", "other.bin"].map { .string($0) }
    case "array":
      let items = values(schema["items"], book, depth + 1)
      let pairs = zip(items, items.dropFirst()).map { JSON.array([$0, $1]) }
      let orders = pairs.prefix(3) + pairs.prefix(3).map { .array(($0.elements ?? []).reversed()) }
      return orders + items.prefix(8).map { .array([$0]) } + [.array([])]
    default: return []
    }
  }

  private static func fits(_ number: JSON, _ schema: JSON) -> Bool {
    guard let value = number.number else { return false }
    return value >= schema["minimum"]?.number ?? -.infinity
      && value > schema["exclusiveMinimum"]?.number ?? -.infinity
      && value <= schema["maximum"]?.number ?? .infinity
      && value < schema["exclusiveMaximum"]?.number ?? .infinity
  }
}
