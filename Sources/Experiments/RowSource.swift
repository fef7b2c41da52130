import Specification

/// The experiment of a row as it is written, with the places of its values: what all rows have in common,
/// and the members that the row changes, which it shares with other rows.
public struct RowSource: Sendable {
  private let base: Shared<JSON>
  private let changed: [Shared<JSON.Member>]

  /// Puts members in the place of those of an experiment.
  init(_ base: Shared<JSON>, changed: [Shared<JSON.Member>]) {
    self.base = base
    self.changed = changed
  }

  /// The names of the members that the row changes.
  public var changes: [String] { changed.map(\.wrappedValue.name) }

  /// A member of the experiment; nil when it has none of that name.
  public subscript(name: String) -> JSON? {
    for member in changed where member.wrappedValue.name == name {
      return member.wrappedValue.value
    }
    return base.wrappedValue[name]
  }

  /// The whole.
  public var json: JSON {
    let base = base.wrappedValue
    guard !changed.isEmpty, var list = base.members else { return base }
    for member in changed.map(\.wrappedValue) {
      if let index = list.firstIndex(where: { $0.name == member.name }) {
        list[index] = member
      } else {
        list.append(member)
      }
    }
    return JSON(.object(list), location: base.location)
  }
}
