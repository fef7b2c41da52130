import Specification

/// A path as the types of an experiment see it: what it leads to, and words for it.
struct Route {
  /// The path.
  let path: JSONPath
  /// What lies at its end.
  let structure: Structure
  /// The words for its steps; those that a title always keeps are essential.
  private let words: [Word]

  private struct Word {
    var text: String
    var isEssential: Bool
  }

  /// Follows a path as it is written.
  init(_ text: String) {
    path = JSONPath(parsing: text)
    var words: [Word] = []
    var structure = ExperimentDocument.structure
    var isInList = false
    for step in path.steps {
      let name = step.key
      switch structure {
      case .list(let element):
        structure = element.structure
        isInList = true
        if case .index = step {
          words.append(Word(text: "\(element.typeName) \(name)", isEssential: true))
          continue
        }
      default: break
      }
      switch structure {
      case .fields(let type):
        // The splits of a dataset share their options, so a title says which one is meant.
        let isSplit = type.kind == "dataset" && type.structure(of: name)?.isChoice ?? false
        words.append(Word(text: Sentence.spaced(name), isEssential: isSplit))
        structure = type.structure(of: name) ?? .leaf
      case .choice(let family):
        if let type = family.kinds.first(where: { $0.kind == name }) {
          words.append(Word(text: type.title, isEssential: isInList))
          structure = .fields(type)
        } else {
          let type = family.kinds.first { $0.fieldNames.contains(name) }
          words.append(Word(text: Sentence.spaced(name), isEssential: false))
          structure = type?.structure(of: name) ?? .leaf
        }
        isInList = false
      case .dictionary(let value):
        words.append(Word(text: name, isEssential: false))
        structure = value.structure
      case .list, .leaf, .paths:
        words.append(Word(text: Sentence.spaced(name), isEssential: false))
      }
    }
    self.words = words
    self.structure = structure
  }

  /// The title that keeps, besides the essential words, so many of the last.
  private func title(keeping count: Int) -> String {
    words.enumerated().filter { $0.offset >= words.count - count || $0.element.isEssential }
      .map(\.element.text).joined(separator: " ")
  }

  /// The shortest titles that tell routes apart.
  static func titles(of routes: [Route]) -> [String] {
    var kept = routes.map { _ in 1 }
    while true {
      let titles = zip(routes, kept).map { $0.title(keeping: $1) }
      let groups = Dictionary(grouping: titles.indices) { titles[$0] }
      let clashing = groups.values.filter { $0.count > 1 }.flatMap { $0 }
        .filter { kept[$0] < routes[$0].words.count }
      if clashing.isEmpty { return titles }
      for index in clashing { kept[index] += 1 }
    }
  }
}
