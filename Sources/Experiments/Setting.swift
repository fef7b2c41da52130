import Specification

/// One row of a sweep: a name, where the file gives one, and the values that make it.
public struct Setting: Sendable, Equatable {
  /// What the file calls it.
  public var name: String?
  /// What it changes in the experiment, in the order in which that is put in.
  public var changes: [Change]

  /// Names a setting.
  init(name: String? = nil, changes: [Change] = []) {
    self.name = name
    self.changes = changes
  }

  /// What it changes in the experiment.
  public var overrides: Overrides { Overrides(changes.map(\.entry)) }

  /// The changes that no name speaks for: labels show their values.
  public var unnamed: Overrides { Overrides(changes.filter { !$0.isNamed }.map(\.entry)) }

  /// Both settings at once.
  func combined(with other: Setting) -> Setting {
    let names = [name, other.name].compactMap { $0 }
    return Setting(
      name: names.isEmpty ? nil : names.joined(separator: ", "), changes: changes + other.changes)
  }
}
