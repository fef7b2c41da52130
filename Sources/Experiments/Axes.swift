import Specification

/// The paths that a sweep changes: what tables call them, and the cells and labels of its rows.
struct Axes {
  /// The axes, in the order they are written.
  let list: [ExpandedSweep.Axis]
  private let paths: [JSONPath]
  private let structures: [Structure]

  /// The axes of a sweep.
  init(of sweep: Sweep) {
    var seen: Set<String> = []
    let texts = sweep.paths.filter { seen.insert($0).inserted }
    let routes = texts.map { Route($0) }
    list = zip(texts, Route.titles(of: routes)).map { ExpandedSweep.Axis(path: $0, title: $1) }
    paths = routes.map(\.path)
    structures = routes.map(\.structure)
  }

  /// The value of a row on each axis: what its setting says, else what its experiment has; nil where
  /// it has no such option.
  func values(of setting: Setting, _ document: ExperimentDocument) -> [String?] {
    var members: [String: JSON] = [:]
    return list.indices.map { index in
      let path = list[index].path
      if let change = setting.changes.last(where: { $0.entry.path == path }) {
        return ValueText.cell(change.entry.value, structures[index])
      }
      let name = paths[index].steps.first?.key ?? ""
      let json = members[name] ?? document.json(of: name)
      members[name] = json
      return json.value(at: paths[index], in: ExperimentDocument.structure)
        .map { ValueText.brief($0, structures[index]) }
    }
  }

  /// What tables call a row: the names that the file gives, the values that no name speaks for, and
  /// those that `--set` puts in the place of what a name speaks for; nil for one that changes nothing.
  func label(of setting: Setting, and overruling: [Overrides.Entry]) -> String? {
    let parts = list.indices.compactMap { index -> String? in
      let path = list[index].path
      let change = setting.changes.last { $0.entry.path == path && !$0.isNamed }
      return change.map {
        ValueText.label($0.entry.value, structures[index], title: list[index].title)
      }
    }
    let others = overruling.map { entry in
      let route = Route(entry.path)
      return ValueText.label(
        entry.value, route.structure, title: Route.titles(of: [route]).first ?? entry.path)
    }
    let words = (setting.name.map { [$0] } ?? []) + parts + others
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}

extension ExperimentDocument {
  /// The experiment with one member alone, every option written out.
  fileprivate func json(of member: String) -> JSON {
    let fields = Self.fields.filter { $0.name == member }
    return .object(fields.map { ($0.name, $0.json(of: self)) })
  }
}

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
