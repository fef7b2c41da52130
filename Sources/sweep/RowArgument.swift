import Experiments
import Specification

/// A row that a user names on the command line.
enum RowArgument {
  /// The row of a label, or of a number from 1.
  ///
  /// - Throws: `UsageError` with the nearest label, and with all of a few.
  static func row(
    _ text: String, in rows: [ExpandedSweep.Row]
  ) throws(UsageError) -> ExpandedSweep.Row {
    if let row = rows.first(where: { $0.label == text }) { return row }
    if let number = Int(text), rows.indices.contains(number - 1) { return rows[number - 1] }
    let hint = Spelling.nearest(to: text, among: rows.map(\.label)).map {
      "; did you mean \"\($0)\"?"
    }
    let labels = rows.prefix(50).map { "\($0.index + 1)  \($0.label)" }
    let rest = rows.count > 50 ? ["and \(rows.count - 50) more"] : []
    throw UsageError(
      "there is no row \"\(text)\"\(hint ?? ""); the rows are\n"
        + (labels + rest).joined(separator: "\n"))
  }
}
