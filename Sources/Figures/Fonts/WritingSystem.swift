import Foundation

/// What a character asks of whoever draws it.
public enum WritingSystem {
  /// Blocks whose characters are joined, reordered or written from right to left: drawn one beside the
  /// other they would read as something else.
  private static let shaped: [ClosedRange<UInt32>] = [
    0x0590...0x08FF, 0x0900...0x0DFF, 0x0F00...0x0FFF, 0x1000...0x109F, 0x1700...0x18AF,
    0x1900...0x1AFF, 0x1B00...0x1C4F, 0xA800...0xA8FF, 0xA930...0xA95F, 0xA980...0xA9DF,
    0xAA00...0xAA5F, 0xABC0...0xABFF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF,
    0x11000...0x11FFF, 0x1E800...0x1EFFF,
  ]

  /// Whether a character stands in a script that has to be shaped, which figures do not do.
  public static func isShaped(_ character: Unicode.Scalar) -> Bool {
    character.value >= 0x0590 && shaped.contains { $0.contains(character.value) }
  }

  /// Whether a character belongs to the scripts of China, Japan and Korea.
  public static func isEastAsian(_ character: Unicode.Scalar) -> Bool {
    switch character.value {
    case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Whether a character has no look of its own: joiners, selectors of variants.
  static func isInvisible(_ character: Unicode.Scalar) -> Bool {
    character.properties.isDefaultIgnorableCodePoint
      || character.properties.generalCategory == .control
  }

  /// The characters of a text as they are drawn: letters and their marks as one where there is such a
  /// character, as é.
  static func composed(_ text: String) -> String.UnicodeScalarView {
    guard text.unicodeScalars.contains(where: { $0.value >= 0x0300 && !Font.has($0) }) else {
      return text.unicodeScalars
    }
    return text.precomposedStringWithCanonicalMapping.unicodeScalars
  }

  /// Whether a mark is part of a letter wherever it stands, so that it is never drawn by itself.
  static func isComposed(_ character: Unicode.Scalar, in texts: some Sequence<String>) -> Bool {
    !texts.contains { composed($0).contains(character) }
  }

  /// Whether a line may break beside a character: in scripts that know no spaces.
  static func breaksAnywhere(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return false }
    // Korean puts spaces between its words.
    let hangul: [ClosedRange<UInt32>] = [0x1100...0x11FF, 0xA960...0xD7FF]
    return isEastAsian(first) && !hangul.contains { $0.contains(first.value) }
  }

  /// Characters that no line begins with, and such that no line ends with.
  static let clinging: Set<Character> = Set("、。，．・：；！？）」』】〉》〕］｝ー々…”’")
  static let opening: Set<Character> = Set("（「『【〈《〔［｛“‘")
}
