import Specification

/// One row of a sweep: a name, where the file gives one, and the values that make it.
public struct Setting: Sendable, Equatable {
  /// What the file calls it.
  public var name: String?
  /// The variant it belongs to.
  public var variant: String?
  /// What it changes in the experiment.
  public var overrides: Overrides
  /// The changes that no name speaks for: labels show their values.
  public var unnamed: Overrides

  /// Names a setting.
  public init(name: String? = nil, variant: String? = nil, overrides: Overrides = Overrides()) {
    self.name = name
    self.variant = variant
    self.overrides = overrides
    unnamed = name == nil ? overrides : Overrides()
  }

  /// A case as the file has it: its `name` is no path.
  init(case overrides: Overrides) {
    self.init(
      name: overrides.entries.first { $0.path == "name" }?.value.string,
      overrides: Overrides(overrides.entries.filter { $0.path != "name" }))
  }

  /// Both settings at once; where they set the same path, the second holds.
  func combined(with other: Setting) -> Setting {
    let names = [name, other.name].compactMap { $0 }
    var result = Setting(
      name: names.isEmpty ? nil : names.joined(separator: ", "),
      variant: other.variant ?? variant,
      overrides: Overrides(overrides.entries + other.overrides.entries))
    result.unnamed = Overrides(unnamed.entries + other.unnamed.entries)
    return result
  }
}
