import Experiments
import Pipeline

/// The columns of a table that say which setting a row is.
struct SettingColumns {
  /// The headings.
  let titles: [String]
  /// The texts, row by row, one for each heading.
  let texts: [[String]]

  /// The heading of the names that the file gives.
  static let name = "setting"

  /// What stands where a setting does not apply.
  static let absent = "–"

  /// Settles the columns: the names of the rows where the file gives names, else the swept paths.
  init(_ sweep: ExpandedSweep) {
    let isNamed = sweep.rows.contains { $0.setting.name != nil }
    let labels = sweep.rows.map(\.label)
    if isNamed,
      sweep.rows.allSatisfy({ $0.setting.name != nil && $0.setting.unnamed.entries.isEmpty })
    {
      titles = [Self.name]
      texts = labels.map { [$0] }
      return
    }
    let values = sweep.rows.map { row in
      row.values.map { $0 ?? Self.absent }
    }
    let varying = sweep.axes.indices.filter { axis in Set(values.map { $0[axis] }).count > 1 }
    let names = isNamed ? [Self.name] : []
    titles = names + varying.map { sweep.axes[$0].title }
    let body = values.map { row in varying.map { row[$0] } }
    let rowNames = sweep.rows.map { $0.setting.name ?? Self.absent }
    texts =
      titles.isEmpty ? labels.map { [$0] } : zip(rowNames, body).map { isNamed ? [$0] + $1 : $1 }
  }

  /// The headings, or one for the only row of an experiment that sweeps nothing.
  var columns: [Table.Column] {
    let shown = titles.isEmpty ? [Self.name] : titles
    return shown.enumerated().map { index, title in
      Table.Column(
        title: Self.heading(title), isNumeric: texts.allSatisfy { Self.isNumber($0[index]) })
    }
  }

  /// An axis as the heading of its values: in a label the number that follows says that it is a size.
  static func heading(_ title: String) -> String { title == "latent" ? "latent size" : title }

  private static func isNumber(_ text: String) -> Bool { text == absent || Double(text) != nil }
}
