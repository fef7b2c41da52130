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
