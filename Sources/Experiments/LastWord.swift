import Specification

/// A `--set` argument, which holds in every row, whatever the sweep says.
struct LastWord {
  /// The path and the value.
  let entry: Overrides.Entry
  /// Where it leads in the experiment without its sweep.
  let resolved: ResolvedPath

  /// How messages call it.
  var text: String { "--set \(entry.path)" }

  /// Whether it is about the experiment of a row, not about the sweep or the whole file.
  var isForRows: Bool {
    !ExperimentDocument.shared.contains(JSONPath(parsing: entry.path).steps.first?.key ?? "")
  }

  /// Whether a change would set what it sets: the same thing, the choice that it reaches into, or
  /// what its value says itself.
  func overrules(_ change: ResolvedPath) -> Bool {
    let place = resolved.place
    let target = change.place
    if change.replacedPlace.isPrefix(of: place) { return target == place || !holds(target) }
    guard place.isPrefix(of: target) else { return false }
    return entry.value.value(at: change.dropping(resolved.legs.count)) != nil
  }

  /// Whether it puts its value inside what a change sets as a whole, so that both hold.
  func refines(_ change: ResolvedPath) -> Bool { holds(change.place) }

  private func holds(_ target: JSONPath) -> Bool {
    target.isPrefix(of: resolved.place) && target != resolved.place
  }
}
