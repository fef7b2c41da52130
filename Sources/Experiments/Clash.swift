import Specification

/// A change where it leads in a row.
struct PlacedChange {
  let change: Change
  let resolved: ResolvedPath

  /// What is wrong about a change that is put in after this one; nil when both hold.
  ///
  /// One setting takes one value: nothing that a sweep writes may be replaced by another part of it.
  func clash(with later: PlacedChange) -> Problem? {
    let place = resolved.place
    let target = later.resolved.place
    if place == target {
      return problem(later, "this sets \(quoted(target)), which", "sets as well")
    }
    let replaced = later.resolved.replacedPlace
    if replaced.isPrefix(of: place) {
      let what = "this replaces \(quoted(replaced)), "
      return replaced == place
        ? problem(later, what + "which", "sets") : problem(later, what + "into which", "reaches")
    }
    guard place.isPrefix(of: target) else { return nil }
    guard change.mayBeRefined(by: later.change) else {
      return problem(later, "this reaches into \(quoted(place)), which", "replaces")
    }
    // A value written out and written again beside it.
    let inside = later.resolved.dropping(resolved.legs.count)
    guard change.entry.value.value(at: inside) != nil else { return nil }
    return problem(later, "this sets \(quoted(target)), which", "sets as well")
  }

  private func quoted(_ path: JSONPath) -> String { "\"\(path)\"" }

  private func problem(_ later: PlacedChange, _ what: String, _ verb: String) -> Problem {
    let isOneGroup = change.mayBeRefined(by: later.change)
    let cure =
      isOneGroup
      ? "leave one of them out"
      : "one setting takes one value: leave it to one of them; an axis that belongs to one choice goes "
        + "into a \"grid\" inside that variant or case"
    return Problem(
      "\(what) \(change.place)\(line) \(verb); \(cure)", at: later.change.place,
      location: later.change.entry.location)
  }

  private var line: String {
    guard let location = change.entry.location, !location.source.isArgument else { return "" }
    let (line, column, _) = location.position
    return " (\(location.source.name):\(line):\(column))"
  }
}
