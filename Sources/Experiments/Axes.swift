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

  /// The value of a row on each axis: what its setting says, else what its experiment has.
  func values(of setting: Setting, _ document: ExperimentDocument) -> [String?] {
    var whole: JSON?
    return list.indices.map { index in
      let path = list[index].path
      if let entry = setting.overrides.entries.last(where: { $0.path == path }) {
        return ValueText.cell(entry.value, structures[index])
      }
      let json = whole ?? document.json
      whole = json
      let value = json.value(at: paths[index], in: ExperimentDocument.structure)
      return value.map { ValueText.brief($0, structures[index]) }
    }
  }

  /// What tables call the rows: the names that the file gives, and the values that no name speaks
  /// for. Rows that would have the same label are numbered.
  func labels(of settings: [Setting], title: String) -> [String] {
    var uses: [String: Int] = [:]
    return settings.map { setting in
      let parts = list.indices.compactMap { index -> String? in
        let path = list[index].path
        let entry = setting.unnamed.entries.last { $0.path == path }
        return entry.map { ValueText.label($0.value, structures[index], title: list[index].title) }
      }
      let words = (setting.name.map { [$0] } ?? []) + parts
      let label = words.isEmpty ? title : words.joined(separator: ", ")
      let use = uses[label, default: 0] + 1
      uses[label] = use
      return use == 1 ? label : "\(label) (\(use))"
    }
  }
}
