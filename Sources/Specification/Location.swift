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
