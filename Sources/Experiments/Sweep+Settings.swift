import Specification

extension Sweep {
  /// Every setting, in order: each part with each of the others, the first varying slowest.
  var settings: [Setting] {
    var maker = ChangeMaker()
    let parts = [
      variants.groups.flatMap { group in
        let name = group.name ?? ""
        return maker.settings(of: group, .variant(name), grid: .variantGrid(name))
      },
      cases.enumerated().flatMap { index, group in
        maker.settings(of: group, .case(index), grid: .caseGrid(index))
      },
      maker.steps(of: zip),
      maker.combinations(of: grid, .grid),
      (random?.draws ?? []).map { draw in
        Setting(changes: draw.entries.map { maker.change($0, .random) })
      },
    ]
    return parts.filter { !$0.isEmpty }.reduce([Setting()]) { settings, part in
      settings.flatMap { setting in part.map { setting.combined(with: $0) } }
    }
  }
}

/// Makes the changes of a sweep, and numbers them.
private struct ChangeMaker {
  private var count = 0
  private var paths: [String: JSONPath] = [:]

  mutating func change(
    _ entry: Overrides.Entry, _ part: Change.Part, isNamed: Bool = false
  ) -> Change {
    count += 1
    let path = paths[entry.path] ?? JSONPath(parsing: entry.path)
    paths[entry.path] = path
    return Change(entry: entry, path: path, part: part, isNamed: isNamed, number: count)
  }

  /// A variant or a case, with every combination of its own grid.
  mutating func settings(
    of group: SettingGroup, _ part: Change.Part, grid: Change.Part
  ) -> [Setting] {
    let isNamed = group.name != nil
    let own = Setting(
      name: group.name,
      changes: group.overrides.entries.map { change($0, part, isNamed: isNamed) })
    let combinations = combinations(of: group.grid, grid)
    return combinations.isEmpty ? [own] : combinations.map { own.combined(with: $0) }
  }

  /// Every combination of the lists; the first list varies slowest.
  mutating func combinations(of lists: ValueLists, _ part: Change.Part) -> [Setting] {
    guard !lists.isEmpty else { return [] }
    return lists.lists.reduce([Setting()]) { settings, list in
      let changes = list.values.map { change(list.entry($0), part) }
      return settings.flatMap { setting in
        changes.map { Setting(changes: setting.changes + [$0]) }
      }
    }
  }

  /// The lists in step.
  mutating func steps(of lists: ValueLists) -> [Setting] {
    let count = lists.lists.map(\.values.count).min() ?? 0
    return (0..<count).map { index in
      Setting(changes: lists.lists.map { change($0.entry($0.values[index]), .zip) })
    }
  }
}
