import Runner

/// Lines of words under one another, for a terminal.
public struct ListingTable {
  private let rows: [[String]]

  /// Prepares lines that have as many cells each.
  public init(_ rows: [[String]]) { self.rows = rows }

  /// The lines; where they are too long, the last cells stand below the first.
  public func lines(_ style: TerminalStyle) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { index in
      rows.map { index < $0.count ? TextWidth.columns($0[index]) : 0 }.max() ?? 0
    }
    let isWide = widths.reduce(0, +) + 2 * (count - 1) <= style.width
    return rows.flatMap { cells -> [String] in
      guard isWide else {
        let rest = style.wrapped(cells.dropFirst().joined(separator: ", "))
        return ([cells[0]] + rest.map { "  " + $0 }).map { TextWidth.cut($0, to: style.width) }
      }
      let padded = cells.enumerated().map { index, cell in
        index == cells.count - 1
          ? cell : cell + String(repeating: " ", count: widths[index] - TextWidth.columns(cell))
      }
      return [padded.joined(separator: "  ")]
    }
  }
}
