import Specification

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
