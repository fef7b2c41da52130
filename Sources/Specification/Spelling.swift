/// Finds the name that a mistyped one was probably meant to be.
public enum Spelling {
  /// Words of more bytes than this are no slips of the keyboard.
  private static let longest = 64

  /// The candidate nearest to the word, when it is near enough to be a slip of the keyboard.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, min(3, word.utf8.count / 2))
    guard !word.isEmpty, word.utf8.count <= longest else { return nil }
    let lowercased = word.lowercased()
    let ranked = candidates.filter { abs($0.utf8.count - word.utf8.count) <= 2 * limit }
      .map { ($0, distance(lowercased, $0.lowercased())) }
    return ranked.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
  }

  /// "; did you mean "x"?" for the nearest candidate, else the list of what is allowed.
  public static func hint(for word: String, among candidates: [String]) -> String {
    if let near = nearest(to: word, among: candidates) { return "; did you mean \"\(near)\"?" }
    guard !candidates.isEmpty else { return "" }
    return "; allowed are " + candidates.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words
  /// (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left)
    let b = Array(right)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, rows[i - 1][j - 1] + 1)
        }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
