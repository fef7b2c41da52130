/// A small terminal: what a stream of text and control sequences leaves on the screen.
struct Screen {
  private struct Row {
    var characters: [Character] = []
    /// Whether the next row continues this one.
    var isBroken = false
  }

  private var rows = [Row()]
  private var row = 0
  private var column = 0
  private(set) var width: Int

  init(width: Int) { self.width = width }

  /// The lines, without spaces at their ends and empty lines at the end.
  var lines: [String] {
    var lines = rows.map { row in
      String(String(row.characters.reversed().drop { $0 == " " }).reversed())
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  mutating func write(_ text: String) {
    var rest = Substring(text.replacing("\r\n", with: "\r\u{B}"))
    while let character = rest.popFirst() {
      switch character {
      case "\u{1B}": control(&rest)
      case "\r": column = 0
      case "\n":
        newLine()
        column = 0
      case "\u{B}": newLine()
      default: put(character)
      }
    }
  }

  /// Makes the screen narrower or wider: lines are broken anew, as most terminals do.
  mutating func resize(to newWidth: Int) {
    var logical: [[Character]] = [[]]
    var position = (line: 0, offset: 0)
    for (index, part) in rows.enumerated() {
      if index == row { position = (logical.count - 1, logical[logical.count - 1].count + column) }
      logical[logical.count - 1] += part.characters
      if !part.isBroken, index < rows.count - 1 { logical.append([]) }
    }
    width = newWidth
    rows = []
    for (index, line) in logical.enumerated() {
      let first = rows.count
      let pieces = max(1, (line.count + width - 1) / width)
      for piece in 0..<pieces {
        let part = line.dropFirst(piece * width).prefix(width)
        rows.append(Row(characters: Array(part), isBroken: piece < pieces - 1))
      }
      if index == position.line {
        row = first + min(position.offset / width, pieces - 1)
        column = position.offset - (row - first) * width
      }
    }
  }

  private mutating func put(_ character: Character) {
    if column >= width {
      rows[row].isBroken = true
      newLine()
      column = 0
    }
    while rows[row].characters.count <= column { rows[row].characters.append(" ") }
    rows[row].characters[column] = character
    column += 1
  }

  private mutating func newLine() {
    row += 1
    if row == rows.count { rows.append(Row()) }
  }

  private mutating func control(_ rest: inout Substring) {
    let body = rest.prefix { !$0.isLetter }
    rest = rest.dropFirst(body.count)
    switch rest.popFirst() {
    case "A": row = max(0, row - (Int(body.dropFirst()) ?? 1))
    case "K": clearRight()
    case "J":
      clearRight()
      rows.removeSubrange((row + 1)...)
    default: break
    }
  }

  private mutating func clearRight() {
    rows[row].characters = Array(rows[row].characters.prefix(column))
    rows[row].isBroken = false
  }
}
