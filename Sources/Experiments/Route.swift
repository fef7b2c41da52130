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
    let resolved = ResolvedPath(path, in: ExperimentDocument.structure)
    structure = resolved.structure
    var isInList = false
    words = resolved.legs.compactMap { leg in
      defer {
        isInList = if case .element = leg.step { true } else { false }
      }
      guard leg.isWritten else { return nil }
      switch leg.step {
      case .element(let index, let element):
        return Word(text: "\(element.typeName) \(index)", isEssential: true)
      case .kind(let type, _): return Word(text: type.title, isEssential: isInList)
      case .member(let name): return Word(text: Sentence.spaced(name), isEssential: false)
      case .field(let name, let type):
        // The splits of a dataset share their options, so a title says which one is meant.
        let isSplit = type.kind == "dataset" && type.structure(of: name)?.isChoice ?? false
        return Word(text: Sentence.spaced(name), isEssential: isSplit)
      }
    }
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
