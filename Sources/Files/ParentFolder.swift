extension String {
  /// The path without its last step: "a/b" of "a/b/c", "/" of "/a", nothing of "a".
  ///
  /// Foundation's `deletingLastPathComponent` ends the process for a name of one letter.
  package var parentFolder: String {
    let slash = UInt8(ascii: "/")
    var rest = utf8.suffix(from: utf8.startIndex)
    while rest.count > 1, rest.last == slash { rest = rest.dropLast() }
    guard let end = rest.lastIndex(of: slash) else { return "" }
    rest = rest[..<end]
    while rest.last == slash { rest = rest.dropLast() }
    return rest.isEmpty ? "/" : String(Substring(rest))
  }
}
