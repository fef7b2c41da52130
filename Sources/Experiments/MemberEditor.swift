import Specification

/// Puts changes into one member of an experiment, and sees to it that each of them holds.
struct MemberEditor {
  /// An experiment of this member alone.
  private(set) var json: JSON
  /// The changes that hold, where they lead.
  private(set) var placed: [PlacedChange] = []
  /// What `--set` puts in the place of values that the name of a row speaks for.
  private(set) var overruling: [Overrides.Entry] = []
  /// Whether a change could not be put in.
  private(set) var hasFailed = false
  /// The same without what `--set` says; nil where it says nothing.
  private var plain: JSON?
  private let words: [LastWord]

  init(json: JSON, plain: JSON?, words: [LastWord]) {
    self.json = json
    self.plain = words.isEmpty ? nil : plain
    self.words = words
  }

  /// Puts a change in, unless `--set` overrules it.
  mutating func put(
    _ change: Change, _ references: inout FileReferences, into problems: inout Problems
  ) {
    var entry = change.entry
    entry.value = references.resolve(entry.value, into: &problems)
    let fitsPlain = plain.flatMap { try? Self.put(entry, change.path, in: $0, &references) }
    plain = fitsPlain?.json ?? plain
    do throws(Problem) {
      let (result, resolved) = try Self.put(entry, change.path, in: json, &references)
      if let word = words.first(where: { $0.overrules(resolved) }) {
        return note(change, overruledBy: word, into: &problems)
      }
      let place = PlacedChange(change: change, resolved: resolved)
      for earlier in placed {
        if let clash = earlier.clash(with: place) { throw clash }
      }
      noteLosses(place, into: &problems)
      json = result
      placed.append(place)
    } catch {
      // It fits the experiment as the file has it, but not what the argument makes of that.
      if fitsPlain != nil, let word = words.last {
        return note(change, overruledBy: word, into: &problems)
      }
      problems.add(error)
      hasFailed = true
    }
  }

  /// Puts what `--set` says into what changes set as a whole.
  mutating func finish(_ references: inout FileReferences, into problems: inout Problems) {
    for word in words where placed.contains(where: { word.refines($0.resolved) }) {
      do throws(Problem) {
        var entry = word.entry
        entry.value = references.resolve(entry.value, into: &problems)
        let (result, resolved) = try Self.put(entry, in: json, &references)
        json = result
        let lost = placed.filter { resolved.replacedPlace.isPrefix(of: $0.resolved.place) }
        for place in lost { note(place.change, overruledBy: word, into: &problems) }
        placed.removeAll { resolved.replacedPlace.isPrefix(of: $0.resolved.place) }
      } catch {
        problems.note(
          "set.unfit", "\(word.text) has no place in some rows, which stay as they are",
          cure: "There, \(error.message)", at: error.path,
          location: placed.last?.change.entry.location)
      }
    }
  }

  /// Whoever expects structures to be merged, as other tools do, is told which options fall back to
  /// their defaults.
  private func noteLosses(_ place: PlacedChange, into problems: inout Problems) {
    guard case .fields = place.resolved.structure,
      let new = place.change.entry.value.members?.map(\.name),
      let old = json.value(at: place.resolved)?.members?.map(\.name)
    else { return }
    let lost = old.filter { !new.contains($0) }.map { Excerpt.quoted($0) }
    guard !lost.isEmpty else { return }
    problems.note(
      "sweep.replaces",
      "\(place.change.place) replaces all of \(place.change.entry.path): what the file says of "
        + "\(lost.joined(separator: ", ")) does not hold there",
      cure: "To keep it, set single values: \(place.change.entry.path).\(new.first ?? "option")",
      at: place.change.place, location: place.change.entry.location)
  }

  private mutating func note(
    _ change: Change, overruledBy word: LastWord, into problems: inout Problems
  ) {
    if change.isNamed, !overruling.contains(word.entry) { overruling.append(word.entry) }
    problems.note(
      "set.overrules",
      "\(word.text) takes the place of what \(change.part.place) sets at \(change.entry.path)",
      cure: "Rows that differ in nothing else are run once", at: change.place,
      location: change.entry.location)
  }

  private static func put(
    _ entry: Overrides.Entry, _ path: JSONPath? = nil, in json: JSON,
    _ references: inout FileReferences
  ) throws(Problem) -> (json: JSON, resolved: ResolvedPath) {
    let resolved = try json.resolving(entry, path, opening: &references)
    return (try json.applying(entry, at: resolved, opening: &references), resolved)
  }
}

/// One value that a part of a sweep puts into the experiment of a row; rows with it share it.
public final class Change: Sendable, Equatable {
  /// The part of the sweep that a change belongs to.
  enum Part: Hashable {
    case variant(String), variantGrid(String), `case`(Int), caseGrid(Int), zip, grid, random
  }

  /// The path and the value.
  public let entry: Overrides.Entry
  /// The path, taken apart.
  let path: JSONPath
  /// Where the change comes from.
  let part: Part
  /// Whether the name of its row speaks for it.
  let isNamed: Bool
  /// Tells the changes of a sweep apart: a value of a list is one change in all its rows.
  let number: Int

  init(entry: Overrides.Entry, path: JSONPath, part: Part, isNamed: Bool, number: Int) {
    self.entry = entry
    self.path = path
    self.part = part
    self.isNamed = isNamed
    self.number = number
  }

  /// The member of the experiment that it changes.
  var member: String { path.steps.first?.key ?? "" }

  /// Where the sweep says so.
  var place: JSONPath { part.place.appending(entry.path) }

  /// Changes are equal when they put the same value at the same path.
  public static func == (left: Change, right: Change) -> Bool { left.entry == right.entry }

  /// Whether another change of a row may reach into the value of this one: those of one variant or
  /// case belong together.
  func mayBeRefined(by other: Change) -> Bool {
    switch (part, other.part) {
    case (.variant, .variant), (.variant, .variantGrid), (.case, .case), (.case, .caseGrid): true
    default: false
    }
  }
}

extension Change.Part {
  /// Where the part stands in the file.
  var place: JSONPath {
    let sweep = JSONPath([.name("sweep")])
    return switch self {
    case .variant(let name): sweep.appending("variants").appending(name)
    case .variantGrid(let name):
      sweep.appending("variants").appending(name).appending("grid")
    case .case(let index): sweep.appending("cases").appending(index)
    case .caseGrid(let index): sweep.appending("cases").appending(index).appending("grid")
    case .zip: sweep.appending("zip")
    case .grid: sweep.appending("grid")
    case .random: sweep.appending("random").appending("parameters")
    }
  }
}

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
