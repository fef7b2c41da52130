/// Reads JSON (RFC 8259) and keeps the place of every value.
///
/// Stricter than the standard in one point: a name may stand only once in an object. Members whose
/// names begin with `//` are comments, which no value holds.
public struct JSONParser {
  /// Arrays and objects may nest this deep; deeper is refused before the stack is at risk.
  public static let maximumDepth = 128

  private let source: Source
  private let bytes: [UInt8]
  private var position = 0

  private init(_ source: Source) {
    self.source = source
    bytes = source.bytes
  }

  /// Parses a text to its end.
  ///
  /// - Parameters:
  ///   - source: the text, with or without a byte order mark.
  ///   - offset: where the JSON begins, in bytes.
  /// - Returns: the value, with the places of all its parts.
  /// - Throws: `Problem` at the first byte that is not JSON, or at a name that stands twice.
  public static func parse(_ source: Source, from offset: Int = 0) throws(Problem) -> JSON {
    var parser = JSONParser(source)
    parser.position = offset
    if offset == 0, let problem = TextHabits.encoding(of: source) { throw problem }
    if offset == 0, parser.bytes.starts(with: Location.byteOrderMark) {
      parser.position = Location.byteOrderMark.count
    }
    parser.skipSpace()
    let json = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == parser.bytes.count else {
      throw parser.problem("there is more text after the end of the JSON value; remove it")
    }
    return json
  }

  private var here: Location { Location(source: source, offset: position) }

  private func problem(_ message: String) -> Problem { problem(message, at: position) }

  private func problem(_ message: String, at offset: Int) -> Problem {
    Problem(message, location: Location(source: source, offset: offset))
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard peek() == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Problem) -> JSON {
    let start = here
    guard let byte = peek() else { throw problem("the text ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < Self.maximumDepth else {
        throw problem("arrays and objects nest deeper than \(Self.maximumDepth) levels")
      }
      let isObject = byte == UInt8(ascii: "{")
      return JSON(
        isObject ? try object(depth: depth) : try array(depth: depth), location: start)
    case UInt8(ascii: "\""): return JSON(.string(try string()), location: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSON(.number(try number()), location: start)
    default: return JSON(try word(), location: start)
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> JSON.Value {
    position += 1
    var members: [JSON.Member] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      let location = here
      guard peek() == UInt8(ascii: "\"") else {
        throw problem("a name in double quotes should stand here" + hint)
      }
      let name = try string()
      let isComment = name.hasPrefix(JSON.commentPrefix)
      guard isComment || names.insert(name).inserted else {
        throw Problem("the name \(Excerpt.quoted(name)) is written twice", location: location)
      }
      skipSpace()
      guard take(":") else {
        throw problem("a colon should follow the name \(Excerpt.quoted(name))")
      }
      skipSpace()
      let member = JSON.Member(name, try value(depth: depth + 1), location: location)
      if !isComment { members.append(member) }
      skipSpace()
      if take(",") { continue }
      if take("}") { return .object(members) }
      throw problem("a comma or \"}\" should stand here" + hint)
    }
  }

  private mutating func array(depth: Int) throws(Problem) -> JSON.Value {
    position += 1
    var elements: [JSON] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(",") { continue }
      if take("]") { return .array(elements) }
      throw problem("a comma or \"]\" should stand here" + hint)
    }
  }

  private mutating func word() throws(Problem) -> JSON.Value {
    let start = position
    while let byte = peek(), byte.isLetter { position += 1 }
    switch String(decoding: bytes[start..<position], as: UTF8.self) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      position = start
      throw problem(
        "a value should stand here: a string, number, array, object, true or false" + hint)
    }
  }

  /// What the text here looks like, where it is a habit of other languages.
  private var hint: String { TextHabits(bytes, at: position).hint }

  private mutating func number() throws(Problem) -> Double {
    let start = position
    _ = take("-")
    let hasLeadingZero = peek() == UInt8(ascii: "0")
    let integerDigits = digits()
    var isValid = integerDigits > 0 && !(hasLeadingZero && integerDigits > 1)
    if take(".") { isValid = digits() > 0 && isValid }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      isValid = digits() > 0 && isValid
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard isValid, let number = Double(text) else {
      throw problem("\(Excerpt.plain(text)) is not a JSON number", at: start)
    }
    guard number.isFinite else {
      throw problem(
        "\(Excerpt.plain(text)) is too large: numbers go up to 1.8e308", at: start)
    }
    return number
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    return position - start
  }

  private mutating func string() throws(Problem) -> String {
    let start = position
    position += 1
    var scalars = String.UnicodeScalarView()
    var run = position
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        scalars.append(contentsOf: try text(from: run).unicodeScalars)
        position += 1
        return String(scalars)
      case UInt8(ascii: "\\"):
        scalars.append(contentsOf: try text(from: run).unicodeScalars)
        scalars.append(try escape())
        run = position
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw problem("this string has no closing quote on its line", at: start)
      case 0..<0x20: throw problem("a control character in a string must be written as an escape")
      default: position += 1
      }
    }
    throw problem("this string has no closing quote", at: start)
  }

  private func text(from start: Int) throws(Problem) -> String {
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw problem("this text is not valid UTF-8; save the file as UTF-8", at: start)
    }
    return text
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = peek() else { throw problem("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default:
      throw problem("no escape of JSON begins like this; a backslash is written \\\\", at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(Problem) -> Unicode.Scalar {
    let high = try hexadecimal(from: start)
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, take("\\"), take("u") {
      let low = try hexadecimal(from: start)
      if (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw problem("this escape is one half of a surrogate pair without the other", at: start)
  }

  private mutating func hexadecimal(from start: Int) throws(Problem) -> UInt32 {
    let digits = bytes[position...].prefix(4).compactMap {
      Character(Unicode.Scalar($0)).hexDigitValue
    }
    guard digits.count == 4 else {
      throw problem("four hexadecimal digits should follow \"\\u\"", at: start)
    }
    position += 4
    return digits.reduce(0) { $0 << 4 | UInt32($1) }
  }
}

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
