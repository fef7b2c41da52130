import Numerics
import Specification

/// The settings that a sweep goes through.
///
/// The parts combine: every variant, with every case, with every step of the zip, with every
/// combination of the grid, with every random draw. The first varies slowest.
public struct Sweep: Described {
  /// Named groups of overrides, in the order of the file.
  public var variants = NamedOverrides()
  /// An explicit list of overrides; `name` labels a case.
  public var cases: [Overrides] = []
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

  /// The name in a file.
  public static var kind: String { "sweep" }
  /// For the schema.
  public static var summary: String {
    "The settings to go through. The parts combine; the first one written here varies slowest."
  }
  /// The fields.
  public static var fields: [Field<Sweep>] {
    [
      Field("variants", \.variants, "Named groups of overrides: { \"baseline\": {…} }."),
      Field("cases", \.cases, "A list of overrides; a case may carry a \"name\"."),
      Field("zip", \.zip, "Lists of equal length that advance together, by path."),
      Field("grid", \.grid, "Lists by path; every combination is run."),
      Field("random", \.random, "Random draws by path."),
      Field("halving", \.halving, "Which rows are trained to the end; left out: all."),
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

  /// How many settings there are, without writing them out; saturates instead of overflowing.
  public var count: Int {
    let gridCount = grid.lists.isEmpty ? 0 : saturatingProduct(grid.lists.map(\.values.count))
    let counts = [
      variants.groups.count, cases.count, zip.lists.first?.values.count ?? 0, gridCount,
      random?.count ?? 0,
    ]
    return saturatingProduct(counts.filter { $0 > 0 })
  }

  private func saturatingProduct(_ factors: [Int]) -> Int {
    factors.reduce(1) { product, factor in
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      return overflow ? .max : result
    }
  }

  /// Every setting, in order.
  public var settings: [Setting] {
    let parts = [
      variants.groups.map { Setting(name: $0.name, variant: $0.name, overrides: $0.overrides) },
      cases.map(Self.setting(of:)),
      zip.zipped.map { Setting(overrides: $0) },
      grid.isEmpty ? [] : grid.combined.map { Setting(overrides: $0) },
      (random?.draws ?? []).map { Setting(overrides: $0) },
    ]
    return parts.filter { !$0.isEmpty }.reduce([Setting()]) { settings, part in
      settings.flatMap { setting in part.map { setting.combined(with: $0) } }
    }
  }

  private static func setting(of overrides: Overrides) -> Setting {
    let name = overrides.entries.first { $0.path == "name" }?.value.string
    return Setting(
      name: name, overrides: Overrides(overrides.entries.filter { $0.path != "name" }))
  }
}

/// One row of a sweep: a name, where the file gives one, and the values that make it.
public struct Setting: Sendable, Equatable {
  /// What the file calls it.
  public var name: String?
  /// The variant it belongs to.
  public var variant: String?
  /// What it changes in the experiment.
  public var overrides: Overrides

  /// Names a setting.
  public init(name: String? = nil, variant: String? = nil, overrides: Overrides = Overrides()) {
    self.name = name
    self.variant = variant
    self.overrides = overrides
  }

  /// Both settings at once; where they set the same path, the second holds.
  func combined(with other: Setting) -> Setting {
    let names = [name, other.name].compactMap { $0 }
    return Setting(
      name: names.isEmpty ? nil : names.joined(separator: ", "),
      variant: other.variant ?? variant,
      overrides: Overrides(overrides.entries + other.overrides.entries))
  }
}

/// Groups of overrides with names, in the order of the file.
public struct NamedOverrides: Specifiable, Equatable {
  /// The groups.
  public var groups: [(name: String, overrides: Overrides)] = []

  /// No groups.
  public init() {}

  /// Equal names and overrides in the same order.
  public static func == (left: NamedOverrides, right: NamedOverrides) -> Bool {
    left.json == right.json
  }

  /// Reads an object of objects.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> NamedOverrides? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    var result = NamedOverrides()
    for member in members {
      let place = path.appending(member.name)
      if result.groups.contains(where: { $0.name == member.name }) {
        problems.add("\"\(member.name)\" is written twice", at: place, location: member.location)
      }
      guard let overrides = Overrides.read(member.value, at: place, into: &problems) else {
        return nil
      }
      result.groups.append((member.name, overrides))
    }
    return result
  }

  /// The object.
  public var json: JSON { .object(groups.map { ($0.name, $0.overrides.json) }) }

  /// An object of objects.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      ("type", .string("object")), ("additionalProperties", Overrides.schema(&book)),
    ])
  }

  /// In words.
  public static var typeName: String { "object of named overrides" }
}
