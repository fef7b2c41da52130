import Specification

/// One value that a part of a sweep puts into the experiment of a row.
public struct Change: Sendable, Equatable {
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
