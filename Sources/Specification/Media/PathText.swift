/// Paths in texts that leave the machine.
public enum PathText {
  /// The text with absolute paths cut to their last part, `…/images.npy`: where somebody keeps files
  /// is nobody else's business, and differs from machine to machine.
  public static func shortened(_ text: String) -> String {
    guard text.contains("/") else { return text }
    var result = ""
    var rest = text[...]
    var isAfterWord = false
    while let first = rest.first {
      if first == "/", !isAfterWord {
        let path = rest.prefix { !isEnd($0) }
        result += path.count { $0 == "/" } > 1 ? "…" + path[lastSlash(of: path)...] : String(path)
        rest = rest[path.endIndex...]
        isAfterWord = true
      } else {
        result.append(first)
        isAfterWord = first.isLetter || first.isNumber || ".…_-~/:$}".contains(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// Where the last part begins, a slash at the very end left aside.
  private static func lastSlash(of path: Substring) -> Substring.Index {
    let body = path.last == "/" ? path.dropLast() : path
    return body.lastIndex(of: "/") ?? path.startIndex
  }

  private static func isEnd(_ character: Character) -> Bool {
    character.isWhitespace || "\"'`(),;:<>|".contains(character)
  }
}
