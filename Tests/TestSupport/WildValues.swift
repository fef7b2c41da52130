import Specification

/// Values of the language in which one number is wild: made from the descriptions, so that a new
/// field or kind is among them without being named.
public struct WildValues {
  /// What sizes overflow on, round to, or become nothing by.
  public static let numbers: [Double] = [
    -1, 0, 1, 0.5, 7, 0x1p31 - 1, 0x1p31, 0x1p32, 1e12, 0x1p53 - 1, 0x1p53, 1 - 0x1p53, 1e18, 1e308,
  ]

  private let numbers: [Double]

  /// Values with each of these numbers in each place.
  public init(_ numbers: [Double] = Self.numbers) { self.numbers = numbers }

  /// The values of a described structure, written with its example, one number of it replaced.
  public func variants(of type: any Described.Type) -> [JSON] { variants(of: type, inside: []) }

  /// The values of one field of a described structure.
  public func variants(of type: any Described.Type, only field: String) -> [JSON] {
    var book = SchemaBook()
    let schema = type.objectSchema(&book)["properties"]?[field] ?? .null
    return type.structure(of: field).map { variants(of: $0, schema, inside: [type]) } ?? []
  }

  private func variants(of type: any Described.Type, inside outer: [any Described.Type]) -> [JSON] {
    guard !outer.contains(where: { $0 == type }) else { return [] }
    var book = SchemaBook()
    let properties = type.objectSchema(&book)["properties"]
    let example = type.example
    return type.structures.flatMap { name, structure in
      variants(of: structure, properties?[name] ?? .null, inside: outer + [type]).map { value in
        JSON.object(example.filter { $0.0 != name } + [(name, value)])
      }
    }
  }

  private func variants(
    of structure: Structure, _ schema: JSON, inside outer: [any Described.Type]
  ) -> [JSON] {
    switch structure {
    case .leaf, .paths: return plain(schema)
    case .fields(let type): return variants(of: type, inside: outer)
    case .choice(let family):
      return family.kinds.flatMap { type in
        variants(of: type, inside: outer).map { .object([(type.kind, $0)]) }
      }
    case .dictionary(let value):
      return variants(of: value.structure, .null, inside: outer).map { .object([("name", $0)]) }
    case .list(let element):
      if element.structure.isLeaf { return plain(schema) }
      let elements = variants(of: element.structure, .null, inside: outer)
      // Behind a flatten too, for layers that take vectors.
      let isLayer = element.typeName == "layer"
      return elements.map { .array([$0]) }
        + (isLayer ? elements.map { .array([.string("flatten"), $0]) } : [])
    }
  }

  /// The values of a schema without structure that hold a number.
  private func plain(_ schema: JSON) -> [JSON] {
    if let choices = schema["anyOf"]?.elements { return choices.flatMap { plain($0) } }
    switch schema["type"]?.string {
    case "integer", "number": return numbers.map { .number($0) }
    case "array":
      return plain(schema["items"] ?? .null).flatMap { value -> [JSON] in
        let usual = JSON.number(2)
        return [
          .array([value]), .array([value, usual]), .array([usual, value]), .array([value, value]),
          .array([value, usual, usual]), .array([usual, usual, value]),
          .array([value, value, value]),
        ]
      }
    case "object":
      return plain(schema["additionalProperties"] ?? .null).map { .object([("name", $0)]) }
    default: return []
    }
  }
}

extension Described {
  /// Each field with what lies below its value.
  fileprivate static var structures: [(String, Structure)] {
    fields.map { ($0.name, $0.structure) }
  }
}
