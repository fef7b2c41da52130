/// Makes text of unknown origin fit to be shown in a message: short, on one line, and free of what
/// a terminal would obey.
public enum Excerpt {
  /// The text in double quotes, escaped as in JSON and cut to at most `limit` characters.
  public static func quoted(_ text: String, limit: Int = 60) -> String {
    let isWhole = text.utf8.count <= limit || text.count <= limit
    let shown = isWhole ? text : String(text.prefix(limit))
    return "\"" + escaped(shown) + (isWhole ? "\"" : "…\"")
  }

  /// The text with control characters escaped and cut to at most `limit` characters.
  static func plain(_ text: String, limit: Int = 60) -> String {
    let isWhole = text.utf8.count <= limit || text.count <= limit
    return escaped(isWhole ? text : String(text.prefix(limit))) + (isWhole ? "" : "…")
  }

  /// The part of a line around a column (from 1), with blanks for what cannot be shown.
  static func line(_ text: String, around column: Int) -> (text: String, column: Int) {
    let reach = 90
    let characters = Array(text)
    let start = max(0, min(column - reach / 2, characters.count - reach))
    let end = min(characters.count, start + reach)
    let shown = characters[start..<end].map { character in
      character.unicodeScalars.contains(where: isHidden) ? " " : character
    }
    return (String(shown), max(1, column - start))
  }

  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
      case _ where isHidden(scalar):
        let digits = String(scalar.value, radix: 16)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        result.append(contentsOf: "\\u\(padding)\(digits)".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
