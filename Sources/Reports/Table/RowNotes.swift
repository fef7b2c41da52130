import Pipeline

/// The notes on rows with failed seeds, and on those that a search stopped, numbered from 1.
struct RowNotes {
  /// The notes.
  let texts: [String]
  /// The number of the note of each row that has one.
  let numbers: [Int: Int]

  /// Gathers what is to be said of all rows.
  init(_ results: SweepResults) {
    var texts: [String] = []
    var numbers: [Int: Int] = [:]
    for (index, row) in results.rows.enumerated() {
      guard let text = row.stopped ?? Self.failures(of: row) else { continue }
      texts.append("\(row.label): \(text).")
      numbers[index] = texts.count
    }
    self.texts = texts
    self.numbers = numbers
  }

  /// Which seeds of a row failed and why; nil when none did.
  private static func failures(of row: SweepResults.Row) -> String? {
    let failed = row.runs.filter { $0.failure != nil }
    guard !failed.isEmpty else { return nil }
    let share =
      row.runs.count == 1
      ? "failed"
      : failed.count == row.runs.count
        ? "all \(row.runs.count) seeds failed"
        : "\(failed.count) of \(row.runs.count) seeds failed"
    return "\(share): \(grouped(failed))"
  }

  /// Reasons in the order met, each with its seeds.
  private static func grouped(_ runs: [SweepResults.Run]) -> String {
    var reasons: [String] = []
    for run in runs {
      let reason = firstLine(run.failure ?? "")
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return reasons.map { reason in
      let seeds = runs.filter { firstLine($0.failure ?? "") == reason }.map { String($0.seed) }
      return "\(reason) (seed \(seeds.joined(separator: ", ")))"
    }.joined(separator: "; ")
  }

  private static func firstLine(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    return line.hasSuffix(".") ? String(line.dropLast()) : line
  }
}
