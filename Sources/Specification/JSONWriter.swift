extension JSON {
  /// The value on one line with sorted names: equal values give equal text, which is what is hashed.
  ///
  /// Numbers are the shortest decimal that reads back as the same double. NaN and the infinities,
  /// which JSON lacks, are the strings "NaN", "Infinity" and "-Infinity".
  public var canonical: String {
    var text = ""
    write(to: &text, indentation: nil, sorted: true)
    return text
  }

  /// The value over several lines, for people; members keep their order.
  ///
  /// Arrays and objects that fit on a line stay on it.
  public var pretty: String {
    var text = ""
    write(to: &text, indentation: 0, sorted: false)
    return text + "\n"
  }

  private func write(to text: inout String, indentation: Int?, sorted: Bool) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let value): text += Self.text(of: value)
    case .string(let value): text += Self.quoted(value)
    case .array(let elements):
      writeList(elements, "[", "]", to: &text, indentation: indentation) { element, text, depth in
        element.write(to: &text, indentation: depth, sorted: sorted)
      }
    case .object(let members):
      let ordered = sorted ? members.sorted { $0.name < $1.name } : members
      writeList(ordered, "{", "}", to: &text, indentation: indentation) { member, text, depth in
        text += Self.quoted(member.name) + (depth == nil ? ":" : ": ")
        member.value.write(to: &text, indentation: depth, sorted: sorted)
      }
    }
  }

  private func writeList<Item>(
    _ items: [Item], _ open: String, _ close: String, to text: inout String, indentation: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    guard let indentation else {
      text += open
      for (index, item) in items.enumerated() {
        if index > 0 { text += "," }
        write(item, &text, nil)
      }
      text += close
      return
    }
    var line = ""
    for (index, item) in items.enumerated() {
      if index > 0 { line += ", " }
      write(item, &line, indentation + 1)
      if line.utf8.count > 90 || line.contains("\n") { break }
    }
    let fits = !line.contains("\n") && line.utf8.count + 2 * indentation <= 90
    if items.isEmpty || fits {
      let space = close == "}" && !items.isEmpty ? " " : ""
      text += open + space + line + space + close
      return
    }
    text += open
    for (index, item) in items.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + String(repeating: "  ", count: indentation + 1)
      write(item, &text, indentation + 1)
    }
    text += "\n" + String(repeating: "  ", count: indentation) + close
  }

  private static func text(of number: Double) -> String {
    if number.isNaN { return "\"NaN\"" }
    if number.isInfinite { return number > 0 ? "\"Infinity\"" : "\"-Infinity\"" }
    if number == number.rounded(), abs(number) <= 9_007_199_254_740_992 {
      return String(Int(number))
    }
    return "\(number)"
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let hexadecimal = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
