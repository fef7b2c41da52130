extension JSON {
  /// The value on one line with sorted names: equal values give equal text, which is what is hashed.
  ///
  /// Numbers are the shortest decimal that reads back as the same double. NaN and the infinities,
  /// which JSON lacks, are the strings "NaN", "Infinity" and "-Infinity".
  public var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

  /// The canonical text in UTF-8.
  public var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    writeCanonical(to: &bytes)
    return bytes
  }

  /// The value over several lines, for people; members keep their order.
  ///
  /// Arrays and objects that fit on a line stay on it.
  public var pretty: String {
    var text = ""
    writePretty(to: &text, column: 0, indentation: 0)
    return text + "\n"
  }

  /// A line of pretty JSON holds at most this many bytes, unless one value alone is longer.
  private static let lineLength = 90

  private func writeCanonical(to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let value): bytes += Self.text(of: value).utf8
    case .string(let value): Self.write(quoted: value, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.writeCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(quoted: member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.writeCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private func writePretty(to text: inout String, column: Int, indentation: Int) {
    if let line = line(atMost: Self.lineLength - column) {
      text += line
      return
    }
    let margin = String(repeating: "  ", count: indentation + 1)
    let (open, items, close) = parts
    text += open
    for (index, item) in items.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + margin + item.label
      item.value.writePretty(
        to: &text, column: margin.utf8.count + item.label.utf8.count,
        indentation: indentation + 1)
    }
    text += "\n" + margin.dropLast(2) + close
  }

  /// The value on one line; nil when an array or object takes more than so many bytes.
  private func line(atMost limit: Int) -> String? {
    guard elements != nil || members != nil else { return canonical }
    let (open, items, close) = parts
    var line = open
    for (index, item) in items.enumerated() {
      if index > 0 { line += ", " } else if open == "{" { line += " " }
      line += item.label
      let room = limit - line.utf8.count - close.utf8.count
      guard room > 0, let value = item.value.line(atMost: room) else { return nil }
      line += value
    }
    line += (items.isEmpty || open == "[" ? "" : " ") + close
    return line.utf8.count <= limit || items.isEmpty ? line : nil
  }

  /// The brackets of an array or object, and between them values with the names before them.
  private var parts: (open: String, items: [(label: String, value: JSON)], close: String) {
    if let elements { return ("[", elements.map { ("", $0) }, "]") }
    return ("{", (members ?? []).map { (Self.quoted($0.name) + ": ", $0.value) }, "}")
  }

  private static func text(of number: Double) -> String {
    if number.isNaN { return "\"NaN\"" }
    if number.isInfinite { return number > 0 ? "\"Infinity\"" : "\"-Infinity\"" }
    if number == number.rounded(), abs(number) <= Double(largestInteger) {
      return String(Int(number))
    }
    return "\(number)"
  }

  private static func quoted(_ string: String) -> String {
    var bytes: [UInt8] = []
    write(quoted: string, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(quoted string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    let isPlain = string.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
    if isPlain { return bytes.append(contentsOf: string.utf8) }
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\r"): bytes += "\\r".utf8
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
  }
}
