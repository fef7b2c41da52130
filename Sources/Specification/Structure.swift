/// What lies below a value: where a path can go on from it.
public enum Structure: Sendable {
  /// Nothing: a number, a word, a range.
  case leaf
  /// Elements of one type.
  case list(any Specifiable.Type)
  /// Members of any name and of one type.
  case dictionary(any Specifiable.Type)
  /// The fields of a described structure.
  case fields(any Described.Type)
  /// One kind of a family.
  case choice(any Family.Type)
  /// Members whose names are themselves paths, as in the grid of a sweep.
  case paths

  /// Whether nothing lies below the value.
  public var isLeaf: Bool {
    if case .leaf = self { return true }
    return false
  }

  /// Whether it is one kind of a family.
  public var isChoice: Bool {
    if case .choice = self { return true }
    return false
  }

  /// The described structures that a value is made of.
  public var parts: [any Described.Type] {
    switch self {
    case .leaf, .paths: []
    case .list(let element), .dictionary(let element): element.structure.parts
    case .fields(let type): [type]
    case .choice(let family): family.kinds
    }
  }
}

extension Described {
  /// What lies below the field of that name; nil when there is none.
  public static func structure(of name: String) -> Structure? {
    knownFields.first { $0.name == name }?.structure
  }

  /// The names of the fields, in the order of the description.
  public static var fieldNames: [String] { knownFields.map(\.name) }

  /// The field that may be written right behind the kind.
  public static var primaryName: String? { knownFields.first { $0.isPrimary }?.name }
}
