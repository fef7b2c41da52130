import Specification

extension Sweep {
  /// The parts that are written, each with how many settings it has.
  var counts: [Int] {
    let counts = [
      sum(of: variants.groups), sum(of: cases), zip.lists.first?.values.count ?? 0,
      grid.lists.isEmpty ? 0 : saturatingProduct(of: grid.lists.map(\.values.count)),
      random?.count ?? 0,
    ]
    return counts.filter { $0 > 0 }
  }

  private func sum(of groups: [SettingGroup]) -> Int {
    groups.reduce(0) { sum, group in
      let (result, overflow) = sum.addingReportingOverflow(group.count)
      return overflow ? .max : result
    }
  }

  /// The paths that are changed, in the order of the parts and then of the file.
  var paths: [String] {
    (variants.groups + cases).flatMap { group in
      group.overrides.entries.map(\.path) + group.grid.lists.map(\.path)
    } + zip.lists.map(\.path) + grid.lists.map(\.path)
      + (random?.parameters.entries.map(\.path) ?? [])
  }

  /// The members of the experiment that are changed, each once.
  var members: [String] {
    var seen: Set<String> = []
    return paths.compactMap { JSONPath(parsing: $0).steps.first?.key }
      .filter { seen.insert($0).inserted }
  }

  /// How many settings there are, without writing them out; saturates instead of overflowing.
  public var count: Int { saturatingProduct(of: counts) }

  /// Checks what a sweep may not change, and the names of its cases.
  ///
  /// - Parameters:
  ///   - json: the sweep as it is written.
  ///   - path: where it stands.
  ///   - problems: takes what is wrong.
  func checkPaths(_ json: JSON, at path: JSONPath, into problems: inout Problems) {
    for (name, json) in [("cases", json["cases"]), ("variants", json["variants"])] {
      guard let json, json.elements?.isEmpty ?? json.members?.isEmpty ?? false else { continue }
      problems.add(
        "there is nothing in \"\(name)\", so the sweep would have no rows",
        at: path.appending(name), location: json.location)
    }
    checkNames(at: path.appending("cases"), into: &problems)
    let variants = variants.groups.map { (path.appending("variants"), $0) }
    let cases = cases.map { (path.appending("cases"), $0) }
    for (place, group) in variants + cases {
      for entry in group.overrides.entries {
        check(entry.path, entry.location, at: place, into: &problems)
      }
      for list in group.grid.lists {
        check(list.path, list.location, at: place, into: &problems)
      }
    }
    for (name, lists) in [("zip", zip.lists), ("grid", grid.lists)] {
      for list in lists {
        check(list.path, list.location, at: path.appending(name), into: &problems)
      }
    }
    for entry in random?.parameters.entries ?? [] {
      check(entry.path, entry.location, at: path.appending("random"), into: &problems)
    }
  }

  private func check(
    _ text: String, _ location: Location?, at path: JSONPath, into problems: inout Problems
  ) {
    guard let first = JSONPath(parsing: text).steps.first else {
      problems.add("this path is empty", at: path, location: location)
      return
    }
    guard ExperimentDocument.shared.contains(first.key) else { return }
    problems.add(
      "a sweep cannot change \"\(first.key)\": it holds for the whole file",
      at: path, location: location)
  }

  private func checkNames(at path: JSONPath, into problems: inout Problems) {
    var names: Set<String> = []
    for (index, group) in cases.enumerated() {
      guard let name = group.name, !names.insert(name).inserted else { continue }
      problems.add(
        "two cases are named \(Excerpt.quoted(name))",
        at: path.appending(index).appending("name"), location: group.nameLocation)
    }
  }
}
