/// How much of a run is done, as a line.
struct ProgressBar {
  private let share: Double

  /// A share of what there is; of nothing, all is done.
  init(_ done: Int, of all: Int) {
    share = all > 0 ? min(1, Double(done) / Double(all)) : 1
  }

  /// The bar, so many columns wide; full only when all is done.
  func text(_ columns: Int, isStyled: Bool) -> String {
    let filled = share < 1 ? min(columns - 1, Int(share * Double(columns))) : columns
    let done = String(repeating: "━", count: filled)
    let rest = String(repeating: "─", count: columns - filled)
    return isStyled ? "\u{1B}[32m\(done)\u{1B}[0m\u{1B}[2m\(rest)\u{1B}[0m" : done + rest
  }
}
