import Specification

/// The rows of a sweep as they come, those that are equal to an earlier one left out.
struct RowList {
  /// What the sweep changes.
  let axes: Axes
  /// The rows.
  private(set) var rows: [ExpandedSweep.Row] = []
  private var known: [[Int]: Int] = [:]
  private var labels: Set<String> = []
  /// Rows whose name speaks for values that `--set` overrules.
  private var overruled: Set<Int> = []
  /// Rows that were left out: what they would be called, and the row that they are equal to.
  private var repetitions: [(label: String, row: Int)] = []

  init(axes: Axes) { self.axes = axes }

  /// Adds a row, unless there is an equal one.
  mutating func add(_ row: RowBuilder.Outcome, of setting: Setting) {
    var setting = setting
    setting.changes = row.changes
    let title = row.document.experiment.title
    let label = axes.label(of: setting, and: row.overruling) ?? title
    if let first = known[row.fingerprint] {
      // Of equal rows the one is shown whose name says what it is.
      guard overruled.contains(first), row.overruling.isEmpty else {
        repetitions.append((label, first))
        return
      }
      repetitions.append((rows[first].label, first))
      overruled.remove(first)
      labels.remove(rows[first].label)
      rows[first].label = unused(label)
      rows[first].setting = setting
      return
    }
    known[row.fingerprint] = rows.count
    if !row.overruling.isEmpty { overruled.insert(rows.count) }
    rows.append(
      ExpandedSweep.Row(
        index: rows.count, label: unused(label), setting: setting,
        values: axes.values(of: setting, row.document), experiment: row.document.experiment,
        source: row.source))
  }

  /// A label that no other row has: rows that would have the same are numbered.
  private mutating func unused(_ label: String) -> String {
    var name = label
    var number = 2
    while !labels.insert(name).inserted {
      name = "\(label) (\(number))"
      number += 1
    }
    return name
  }

  /// Says which rows were left out.
  func noteRepetitions(of sweep: Sweep, into problems: inout Problems) {
    guard !repetitions.isEmpty else { return }
    let shown = repetitions.prefix(5).map { repetition in
      let row = rows[repetition.row].label
      return repetition.label == row
        ? "\(Excerpt.quoted(row)) again"
        : "\(Excerpt.quoted(repetition.label)) is \(Excerpt.quoted(row))"
    }
    let rest = repetitions.count - shown.count
    let count = rows.count + repetitions.count
    problems.notes.add(
      Note(
        "rows.equal", "Rows that come to the same experiment are run once",
        detail: "\(rows.count) of \(count) rows are left: "
          + (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", "),
        cure: "Write each setting once where this is not meant", at: JSONPath([.name("sweep")])))
  }

  /// What the report shows. Its baseline is a row, or one that an equal row stands for.
  func report(of file: ExperimentFile, into problems: inout Problems) -> ReportOptions {
    var options = rows.first?.experiment.report ?? ReportOptions()
    guard let baseline = options.baseline, !labels.contains(baseline) else { return options }
    if let repetition = repetitions.first(where: { $0.label == baseline }) {
      options.baseline = rows[repetition.row].label
      return options
    }
    problems.add(
      "no row is called \(Excerpt.quoted(baseline))"
        + Spelling.hint(for: baseline, among: rows.prefix(20).map(\.label)),
      at: JSONPath([.name("report"), .name("baseline")]),
      location: file.root["report"]?["baseline"]?.location)
    return options
  }
}
