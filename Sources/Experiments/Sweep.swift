import Numerics
import Specification

/// The settings that a sweep goes through.
///
/// The parts combine: every variant, with every case, with every step of the zip, with every
/// combination of the grid, with every random draw. The first varies slowest. No two of them may set
/// the same thing.
public struct Sweep: Described {
  /// Named groups of overrides, in the order of the file.
  public var variants = NamedOverrides()
  /// An explicit list of overrides; `name` labels a case.
  public var cases: [SettingGroup] = []
  /// Lists of equal length that advance together.
  public var zip = ValueLists()
  /// Every combination of the lists.
  public var grid = ValueLists()
  /// Random draws.
  public var random: RandomSearch?
  /// Which rows are trained to the end; none: all.
  public var halving: Halving?

  /// A sweep of one setting: the experiment as it is written.
  public init() {}

  public static var kind: String { "sweep" }
  public static var summary: String {
    "The settings to go through. The parts combine; the first one written here varies slowest. No two "
      + "parts may set the same thing; rows that come to the same are run once."
  }
  public static var fields: [Field<Sweep>] {
    [
      Field(
        "variants", \.variants,
        "Named groups of overrides: { \"baseline\": {…} }; a group may carry a \"grid\" of its own."
      ),
      Field(
        "cases", \.cases,
        "A list of overrides; a case may carry a \"name\", and a \"grid\" of its own."),
      Field("zip", \.zip, "Lists of equal length that advance together, by path."),
      Field("grid", \.grid, "Lists by path; every combination is run."),
      Field("random", \.random, "Random draws by path."),
      Field("halving", \.halving, "Which rows are trained to the end; left out: all."),
    ]
  }
  public static var example: [(String, JSON)] {
    [
      (
        "variants",
        .object([
          ("baseline", .object([])),
          ("longer", .object([("training.epochs", .number(60))])),
        ])
      ), ("grid", .object([("model.latent", [16, 32, 64].json)])),
    ]
  }

  /// The lists of a zip must be of equal length.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    let lengths = Set(zip.lists.map(\.values.count))
    if lengths.count > 1 {
      let shown = zip.lists.map { "\($0.path): \($0.values.count)" }.joined(separator: ", ")
      report("zip", "the lists of a zip must be of equal length, these are not (\(shown))")
    }
  }
}

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

/// Successive halving: all rows are trained for a few epochs, the better part for more, and only the
/// best to the end (Jamieson and Talwalkar: "Non-stochastic best arm identification and
/// hyperparameter optimization", AISTATS 2016; rungs are whole, so that workers change nothing).
public struct Halving: Described {
  /// What rows are compared by: means over the seeds, of the validation images where the dataset has some,
  /// otherwise of training itself; never of the images that are scored.
  public enum Criterion: String, Word {
    /// The loss per pixel, or per image of a classifier: less is better.
    case loss
    /// The validation accuracy of a classifier: more is better.
    case accuracy
  }

  /// The epochs after which rows are compared.
  public var rungs: [Int] = []
  /// The share of the rows that goes on after each comparison; at least one does.
  public var keep = 1.0 / 3
  /// What rows are compared by.
  public var criterion = Criterion.loss

  /// No comparison.
  public init() {}

  public static var kind: String { "halving" }
  public static var summary: String {
    "Successive halving: only the better rows are trained further after each rung."
  }
  public static var example: [(String, JSON)] {
    [("rungs", [3, 9].json), ("keep", .number(0.5))]
  }
  public static var fields: [Field<Halving>] {
    [
      Field(
        "rungs", \.rungs, "The epochs after which rows are compared, in ascending order.",
        .atLeast(1), isRequired: true, isPrimary: true),
      Field(
        "keep", \.keep, "The share of the rows that goes on after each comparison.",
        .strictlyBetween(0, 1)),
      Field(
        "criterion", \.criterion,
        "What rows are compared by, on the validation images; without any, by that of training."),
    ]
  }

  /// Rungs ascend.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if rungs.isEmpty { report("rungs", "at least one rung is needed: [3, 9]") }
    if zip(rungs, rungs.dropFirst()).contains(where: { $0 >= $1 }) {
      report("rungs", "rungs are epochs in ascending order: [3, 9]")
    }
  }
}
