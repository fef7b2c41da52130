/// Text of unknown origin made visible: what a terminal, an editor or a parser would obey instead of
/// showing it is written out.
public enum VisibleText {
  /// The text on one line, hidden characters as `\u001b`, line breaks as spaces.
  public static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      if scalar == "\n" && isAfterReturn { continue }
      append(scalar, to: &result)
    }
    return String(result)
  }

  /// Why a text is no name: it holds what cannot be seen; nil for one that can be.
  public static func flaw(in text: String) -> String? {
    guard let scalar = text.unicodeScalars.first(where: isHidden) else { return nil }
    return isBreak(scalar)
      ? "holds a line break, which no name or text of an experiment may"
      : "holds the control character \(code(scalar)), which no name or text of an experiment may"
  }

  /// Whether a character is obeyed or breaks a line, and is not shown. Joiners of emoji and of
  /// scripts that need them are text.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: return false
    // Overrides of the direction of writing make a line read otherwise than it is.
    case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .unassigned: return scalar.properties.isNoncharacterCodePoint
    default: return false
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
    if isBreak(scalar) || scalar == "\t" {
      result.append(" ")
    } else if isHidden(scalar) {
      result.append(contentsOf: "\\u\(digits(scalar))".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
  }

  private static func code(_ scalar: Unicode.Scalar) -> String { "U+\(digits(scalar))" }

  private static func digits(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// Text for terminals and the logs of continuous integration.
public enum TerminalText {
  /// The text line by line, without what a terminal obeys (escape sequences) and what runners of
  /// workflows obey (`::error …` at the beginning of a line, `##[…]` and `##vso[…]` anywhere).
  public static func safe(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  private static func line(_ text: String) -> String {
    var visible = VisibleText.line(text)
    let start = visible.prefix { $0.isWhitespace }.endIndex
    if visible[start...].hasPrefix("::") { visible.insert("\\", at: start) }
    guard visible.contains("##") else { return visible }
    return visible.replacing("##[", with: "#\\#[").replacing("##vso[", with: "#\\#vso[")
  }
}

/// Text for XML 1.0.
public enum XMLText {
  /// The text as the value of an attribute, or between tags: on one line, for a parser makes spaces
  /// of line breaks in attributes, and without the characters that no XML may hold.
  public static func escaped(_ text: String) -> String {
    VisibleText.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}

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

/// Text for the command line of a POSIX shell.
public enum ShellText {
  /// The text as one word, which the shell takes as it is.
  public static func word(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  /// The text between single quotes, in which nothing but they has a meaning.
  public static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// Whether a text means itself to a shell, and to `make` too, without quotes.
  public static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.first != "-" && text.first != "~"
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || "/._-+=:,@".utf8.contains(byte)
      }
  }
}
