import Experiments
import Specification

/// A swept number, with the rows of the sweep in lines along it: rows that differ in nothing else.
struct NumericAxis {
  /// Rows that differ in the number alone.
  struct Line {
    /// What else sets them apart from other lines; empty for the only one.
    var name: String
    /// The rows with their numbers, ascending.
    var points: [(x: Double, row: Int)]
  }

  /// What it is called.
  let title: String
  /// Its numbers, ascending.
  let values: [Double]
  /// The lines, in the order of the sweep.
  let lines: [Line]

  /// More lines than this cannot be told apart.
  private static let mostLines = 6
  /// Fewer points than this are no line.
  private static let fewestPoints = 3

  /// Finds the number with the most values; nil where a sweep has none that makes a few lines.
  init?(_ sweep: ExpandedSweep) {
    let settings = SettingColumns(sweep)
    let columns = settings.titles.indices.map { column in settings.texts.map { $0[column] } }
    let counts = columns.map { Set($0.compactMap(Double.init)).count }
    guard let most = counts.max(), most >= Self.fewestPoints,
      let axis = counts.firstIndex(of: most)
    else { return nil }
    let others = settings.titles.indices.filter { $0 != axis && Set(columns[$0]).count > 1 }
    var lines: [Line] = []
    for (row, texts) in settings.texts.enumerated() {
      guard let x = Double(texts[axis]), x.isFinite else { continue }
      let parts = others.filter { texts[$0] != SettingColumns.absent }.map { column in
        Double(texts[column]) == nil ? texts[column] : "\(settings.titles[column]) \(texts[column])"
      }
      let name = parts.joined(separator: ", ")
      if let known = lines.firstIndex(where: { $0.name == name }) {
        lines[known].points.append((x, row))
      } else {
        lines.append(Line(name: name, points: [(x, row)]))
      }
    }
    guard lines.count <= Self.mostLines,
      lines.contains(where: { Set($0.points.map(\.x)).count >= Self.fewestPoints })
    else { return nil }
    title = SettingColumns.heading(settings.titles[axis])
    self.lines = lines.map { line in
      Line(name: line.name, points: line.points.sorted { ($0.x, $0.row) < ($1.x, $1.row) })
    }
    values = Set(lines.flatMap { $0.points.map(\.x) }).sorted()
  }

  /// Whether the numbers are spaced by factors: 16, 32, 64, 128.
  var isLogarithmic: Bool {
    guard let first = values.first, let last = values.last, first > 0, last >= 8 * first else {
      return false
    }
    return zip(values, values.dropFirst()).allSatisfy { $1 >= 1.4 * $0 }
  }
}
