import Specification

extension Sweep {
  /// The parts that are written, each with how many settings it has.
  var counts: [Int] {
    let gridCount = grid.lists.isEmpty ? 0 : saturatingProduct(grid.lists.map(\.values.count))
    let counts = [
      variants.groups.count, cases.count, zip.lists.first?.values.count ?? 0, gridCount,
      random?.count ?? 0,
    ]
    return counts.filter { $0 > 0 }
  }

  /// The paths that are changed, in the order of the parts and then of the file.
  var paths: [String] {
    let named = variants.groups.flatMap { $0.overrides.entries.map(\.path) }
    let listed = cases.flatMap { Setting(case: $0).overrides.entries.map(\.path) }
    let drawn = random?.parameters.entries.map(\.path) ?? []
    return named + listed + zip.lists.map(\.path) + grid.lists.map(\.path) + drawn
  }

  /// How many settings there are, without writing them out; saturates instead of overflowing.
  public var count: Int { saturatingProduct(counts) }

  private func saturatingProduct(_ factors: [Int]) -> Int {
    factors.reduce(1) { product, factor in
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      return overflow ? .max : result
    }
  }

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
    let groups = variants.groups.map { ("variants", $0.overrides.entries) }
    let lists = [("zip", zip), ("grid", grid)].map { name, lists in
      (
        name,
        lists.lists.map { Overrides.Entry(path: $0.path, value: .null, location: $0.location) }
      )
    }
    let drawn = (random?.parameters.entries ?? []).map {
      Overrides.Entry(path: $0.path, value: .null, location: $0.location)
    }
    let entries =
      groups + lists + [("random", drawn)]
      + cases.map { ("cases", $0.entries.filter { $0.path != "name" }) }
    for (part, entries) in entries {
      for entry in entries { check(entry, at: path.appending(part), into: &problems) }
    }
  }

  private func check(
    _ entry: Overrides.Entry, at path: JSONPath, into problems: inout Problems
  ) {
    guard let first = JSONPath(parsing: entry.path).steps.first else {
      problems.add("this path is empty", at: path, location: entry.location)
      return
    }
    guard ExperimentDocument.shared.contains(first.key) else { return }
    problems.add(
      "a sweep cannot change \"\(first.key)\": it holds for the whole file",
      at: path, location: entry.location)
  }

  private func checkNames(at path: JSONPath, into problems: inout Problems) {
    var names: Set<String> = []
    for (index, overrides) in cases.enumerated() {
      guard let value = overrides.entries.first(where: { $0.path == "name" })?.value else {
        continue
      }
      let place = path.appending(index).appending("name")
      guard let name = value.string, !name.isEmpty else {
        problems.expected("a name, as \"baseline\"", value, at: place)
        continue
      }
      if !names.insert(name).inserted {
        problems.add(
          "two cases are named \(Excerpt.quoted(name))", at: place, location: value.location)
      }
    }
  }
}
