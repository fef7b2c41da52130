/// A text that values were read from: a file, or an argument of the command line.
public final class Source: Sendable {
  /// How messages call it: a path as the user wrote it, or `--set`.
  public let name: String
  /// The whole text, as UTF-8.
  public let bytes: [UInt8]

  /// Keeps a text under a name.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// A place in a source.
public struct Location: Sendable {
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
    let start = (bytes[..<end].lastIndex(of: newline) ?? -1) + 1
    let stop = bytes[end...].firstIndex(of: newline) ?? bytes.count
    let before = String(decoding: bytes[start..<end], as: UTF8.self)
    return (line, before.count + 1, String(decoding: bytes[start..<stop], as: UTF8.self))
  }
}
