/// The order in which people number files: digits compare as the numbers they write.
enum NaturalOrder {
  /// Names in order: `2.png` before `10.png`.
  static func sorted(_ names: [String]) -> [String] {
    names.map { (name: $0, pieces: pieces($0)) }.sorted { left, right in
      for (x, y) in zip(left.pieces, right.pieces) where x != y {
        guard x.isNumber, y.isNumber else { return x.text < y.text }
        // Without leading zeros, the longer number is the larger.
        let (m, n) = (x.text.drop { $0 == "0" }, y.text.drop { $0 == "0" })
        if m != n { return (m.count, String(m)) < (n.count, String(n)) }
      }
      return (left.pieces.count, left.name) < (right.pieces.count, right.name)
    }.map(\.name)
  }

  private struct Piece: Equatable {
    var text: String
    let isNumber: Bool
  }

  private static func pieces(_ name: String) -> [Piece] {
    name.unicodeScalars.reduce(into: []) { pieces, scalar in
      let isDigit = ("0"..."9").contains(scalar)
      if pieces.last?.isNumber == isDigit {
        pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
      } else {
        pieces.append(Piece(text: String(scalar), isNumber: isDigit))
      }
    }
  }
}
