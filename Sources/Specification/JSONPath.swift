/// Where a value stands inside a JSON document: `reduction[0].pca.dimensions`.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
  /// A step into an object or an array.
  public enum Step: Sendable, Hashable {
    /// The member of an object.
    case name(String)
    /// The element of an array, from 0.
    case index(Int)
  }

  /// The steps from the root.
  public private(set) var steps: [Step]

  /// The path of the steps; none is the root.
  public init(_ steps: [Step] = []) { self.steps = steps }

  /// Reads `a.b[2].c` or `a.b.2.c`.
  public init(parsing text: String) {
    let separated = text.replacing("[", with: ".").replacing("]", with: "")
    steps = separated.split(separator: ".").map { part in
      Int(part).map(Step.index) ?? .name(String(part))
    }
  }

  /// Whether this is the root.
  public var isEmpty: Bool { steps.isEmpty }

  /// The path of a member.
  public func appending(_ name: String) -> JSONPath { JSONPath(steps + [.name(name)]) }

  /// The path of an element.
  public func appending(_ index: Int) -> JSONPath { JSONPath(steps + [.index(index)]) }

  /// The path as a file writes it.
  public var text: String { joined { $0 } }

  /// The path as messages print it: long names cut short.
  public var description: String { joined { Excerpt.plain($0) } }

  private func joined(_ shown: (String) -> String) -> String {
    steps.reduce("") { text, step in
      switch step {
      case .name(let name): (text.isEmpty ? "" : "\(text).") + shown(name)
      case .index(let index): "\(text)[\(index)]"
      }
    }
  }
}

extension JSONPath {
  /// Whether another path is this one or leads on from it.
  public func isPrefix(of other: JSONPath) -> Bool { other.steps.starts(with: steps) }
}
