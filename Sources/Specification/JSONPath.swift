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

/// A text that values were read from: a file, or an argument of the command line.
public final class Source: Sendable {
  /// How messages call it: a path as the user wrote it, or `--set`.
  public let name: String
  /// The whole text, as UTF-8.
  public let bytes: [UInt8]
  /// Whether it is an argument of the command line, which has no lines and lies in no folder.
  public let isArgument: Bool
  /// Whether messages may show what it holds: a file that is no experiment may hold a secret.
  public let isShown: Bool

  /// Keeps a text under a name.
  public init(name: String, bytes: [UInt8], isArgument: Bool = false, isShown: Bool = true) {
    self.name = name
    self.bytes = bytes
    self.isArgument = isArgument
    self.isShown = isShown
  }
}

/// A place in a source.
public struct Location: Sendable, Hashable {
  /// The text.
  public let source: Source
  /// The place, in bytes from its start.
  public let offset: Int

  /// Names a place by its distance from the start, in bytes.
  public init(source: Source, offset: Int) {
    self.source = source
    self.offset = offset
  }

  /// The line (from 1), the column in characters (from 1), and the text of the line.
  public var position: (line: Int, column: Int, text: String) {
    let bytes = source.bytes
    let end = min(offset, bytes.count)
    let newline = UInt8(ascii: "\n")
    let line = bytes[..<end].reduce(1) { $1 == newline ? $0 + 1 : $0 }
    let mark = bytes.starts(with: Self.byteOrderMark) && line == 1 ? Self.byteOrderMark.count : 0
    let start = bytes[..<end].lastIndex(of: newline).map { $0 + 1 } ?? min(mark, end)
    var stop = bytes[end...].firstIndex(of: newline) ?? bytes.count
    if stop > end, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
    let before = String(decoding: bytes[start..<end], as: UTF8.self)
    return (line, before.count + 1, String(decoding: bytes[start..<stop], as: UTF8.self))
  }

  /// What some editors put before UTF-8 text.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Places are the same when they are equally far into the same text.
  public static func == (left: Location, right: Location) -> Bool {
    left.source === right.source && left.offset == right.offset
  }

  /// Combines text and distance.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(source))
    hasher.combine(offset)
  }
}
