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
