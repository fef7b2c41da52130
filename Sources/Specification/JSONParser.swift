/// Reads JSON (RFC 8259) and keeps the place of every value.
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

  /// Parses a whole text.
  ///
  /// - Throws: `Problem` at the first byte that is not JSON.
  public static func parse(_ source: Source) throws(Problem) -> JSON {
    var parser = JSONParser(source)
    if parser.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
    parser.skipSpace()
    let json = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == parser.bytes.count else {
      throw parser.problem("there is more text after the end of the JSON value; remove it")
    }
    return json
  }

  private var here: Location { Location(source: source, offset: position) }

  private func problem(_ message: String) -> Problem { Problem(message, location: here) }

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
    guard depth < Self.maximumDepth else {
      throw problem("arrays and objects nest deeper than \(Self.maximumDepth) levels")
    }
    let start = here
    guard let byte = peek() else { throw problem("the file ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"): return JSON(try object(depth: depth), location: start)
    case UInt8(ascii: "["): return JSON(try array(depth: depth), location: start)
    case UInt8(ascii: "\""): return JSON(.string(try string()), location: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSON(.number(try number()), location: start)
    default: return JSON(try word(), location: start)
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> JSON.Value {
    position += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      let location = here
      guard peek() == UInt8(ascii: "\"") else {
        throw problem(
          members.isEmpty
            ? "a name in double quotes should stand here"
            : "a name in double quotes should stand here (is there a comma too many?)")
      }
      let name = try string()
      skipSpace()
      guard take(":") else { throw problem("a colon should follow the name \"\(name)\"") }
      skipSpace()
      members.append(JSON.Member(name, try value(depth: depth + 1), location: location))
      skipSpace()
      if take(",") { continue }
      if take("}") { return .object(members) }
      throw problem("a comma or \"}\" should stand here")
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
      throw problem("a comma or \"]\" should stand here")
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
      throw problem("a value should stand here: a string, number, array, object, true or false")
    }
  }

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
    guard isValid, let number = Double(text), number.isFinite else {
      position = start
      throw problem("\(text) is not a JSON number")
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
      case 0..<0x20: throw problem("a control character in a string must be written as an escape")
      default: position += 1
      }
    }
    throw problem("the file ends inside a string")
  }

  private func text(from start: Int) throws(Problem) -> String {
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw problem("this string is not valid UTF-8")
    }
    return text
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    position += 1
    guard let byte = peek() else { throw problem("the file ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw problem("\"\\\(Character(Unicode.Scalar(byte)))\" is no escape of JSON")
    }
  }

  private mutating func unicodeEscape() throws(Problem) -> Unicode.Scalar {
    let high = try hexadecimal()
    guard (0xD800..<0xDC00).contains(high) else {
      guard let scalar = Unicode.Scalar(high) else { throw problem("a lone surrogate escape") }
      return scalar
    }
    guard take("\\"), take("u") else { throw problem("a lone surrogate escape") }
    let low = try hexadecimal()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw problem("a lone surrogate escape") }
    return scalar
  }

  private mutating func hexadecimal() throws(Problem) -> UInt32 {
    guard position + 4 <= bytes.count,
      let value = UInt32(
        String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw problem("four hexadecimal digits should follow \"\\u\"") }
    position += 4
    return value
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
  }
}
