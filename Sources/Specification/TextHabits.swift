/// What a text that is no JSON looks like, so that a message can say what to do: habits of other
/// languages, editors and shells.
struct TextHabits {
  private let bytes: [UInt8]
  private let position: Int

  /// Looks at a text where it stops being JSON.
  init(_ bytes: [UInt8], at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// What is wrong with the encoding of a whole text; nil when it may be UTF-8.
  static func encoding(of source: Source) -> Problem? {
    let start = source.bytes.prefix(4)
    let mark = [[0xFF, 0xFE], [0xFE, 0xFF]].contains { start.starts(with: $0) }
    // JSON begins with two characters of ASCII: in UTF-16 every other byte is zero.
    let hasZeros = start.count == 4 && start.count { $0 == 0 } >= 2
    guard mark || hasZeros else { return nil }
    return Problem(
      "this file is UTF-16, as PowerShell and some editors write it; save it as UTF-8",
      location: Location(source: source, offset: 0))
  }

  /// The advice, to be put behind a message; empty when there is none.
  var hint: String {
    if position == bytes.count { return "; the text ends too early" }
    let rest = bytes[position...].prefix(8)
    if let hint = Self.starts.first(where: { rest.starts(with: $0.text.utf8) }) {
      return "; \(hint.advice)"
    }
    let before = bytes[..<position].last { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    let isClosed = rest.first == UInt8(ascii: "]") || rest.first == UInt8(ascii: "}")
    if isClosed, before == UInt8(ascii: ",") { return "; remove the comma before it" }
    return word
  }

  /// What a text may begin with here, and what to do about it.
  private static let starts: [(text: String, advice: String)] = [
    ("//", comment), ("/*", comment), ("#", comment),
    ("'", "strings take double quotes"),
    (".", "a number needs a digit before its point"),
    ("+", "a number has no plus sign"),
    ("---", yaml), ("- ", yaml),
    ("\u{A0}", space), ("\u{202F}", space), ("\u{2007}", space), ("\u{3000}", space),
    ("\u{200B}", space), ("\u{FEFF}", space),
    ("\u{201C}", quotes), ("\u{201D}", quotes), ("\u{201E}", quotes), ("\u{2018}", quotes),
    ("\u{2019}", quotes), ("\u{AB}", quotes), ("\u{BB}", quotes), ("`", quotes),
    ("\u{2212}", "a minus sign is the hyphen of the keyboard: -"),
    ("\u{2013}", "a minus sign is the hyphen of the keyboard: -"),
  ]
  private static let comment = "a comment is a member: \"//\": \"text\""
  private static let quotes = "strings take straight double quotes: \""
  private static let yaml = "this looks like YAML; an experiment is JSON: { \"title\": … }"
  private static let space =
    "here stands a no-break space or another that is no space of JSON; write it again as a plain space"

  /// Advice about a word that is not quoted.
  private var word: String {
    let letters = bytes[position...].prefix { $0.isLetter || $0 == UInt8(ascii: "_") }
    guard !letters.isEmpty else { return "" }
    let word = String(decoding: letters.prefix(40), as: UTF8.self)
    if ["nan", "infinity", "inf"].contains(word.lowercased()) { return "; JSON has no \(word)" }
    if ["none", "nil", "undefined"].contains(word.lowercased()) {
      return "; did you mean null?"
    }
    let behind = bytes[(position + letters.count)...].drop { $0 == 0x20 || $0 == 0x09 }
    if behind.first == UInt8(ascii: ":") {
      let isFirst = bytes[..<position].allSatisfy { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
      return isFirst ? "; \(Self.yaml)" : "; a name takes double quotes: \"\(word)\""
    }
    let known = Spelling.nearest(to: word.lowercased(), among: ["true", "false", "null"])
    if let known { return "; did you mean \(known)?" }
    return "; a string takes double quotes: \"\(word)\""
  }
}

extension UInt8 {
  /// Whether it is a letter of ASCII.
  var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
  }
}
