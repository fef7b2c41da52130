import Specification

/// How much room text takes on a terminal.
package enum TextWidth {
  /// The columns of a text.
  package static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  /// The longest beginning that fits, with "…" in place of what is cut off, and nothing that a
  /// terminal would obey.
  package static func cut(_ whole: String, to limit: Int) -> String {
    let text = VisibleText.line(whole)
    guard columns(text) > limit else { return text }
    guard limit > 0 else { return "" }
    var kept = ""
    var used = 1
    for character in text {
      used += columns(character)
      if used > limit { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// A character of East Asian scripts or an emoji is two columns wide, a control character none.
  private static func columns(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }
}
