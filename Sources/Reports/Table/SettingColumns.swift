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

/// A sweep that is a full grid of two axes, or of three, one slice for each value of the third.
struct SweepGrid {
  /// Two axes; the third, if there is one, held still.
  struct Slice {
    /// The value of the third axis; empty without one.
    var name: String
    /// The axis down the side.
    var rowTitle: String
    /// The axis along the top.
    var columnTitle: String
    /// The values down the side.
    var rowNames: [String]
    /// The values along the top.
    var columnNames: [String]
    /// The rows of the sweep, `members[row][column]`.
    var members: [[Int]]
  }

  /// The slices, in the order of the third axis.
  let slices: [Slice]

  /// Finds the grid; nil when the sweep is none.
  init?(_ sweep: ExpandedSweep) {
    let isNamed = sweep.rows.contains { $0.setting.name != nil }
    let settings = SettingColumns(sweep)
    guard !isNamed, (2...3).contains(settings.titles.count) else { return nil }
    let axes = settings.titles.indices.map { axis -> [String] in
      var known: Set<String> = []
      return settings.texts.map { $0[axis] }.filter { known.insert($0).inserted }
    }
    guard axes.allSatisfy({ $0.count > 1 }),
      axes.map(\.count).reduce(1, *) == sweep.rows.count,
      Set(settings.texts).count == sweep.rows.count
    else { return nil }
    // The axis of words, else the shortest, makes the slices: numbers belong on the axes.
    let third = axes.count < 3 ? nil : Self.sliceAxis(axes)
    let plane = axes.indices.filter { $0 != third }
    let (down, along) = (plane[0], plane[1])
    var positions: [[String]: Int] = [:]
    for (index, texts) in settings.texts.enumerated() { positions[texts] = index }
    slices = (third.map { axes[$0] } ?? [""]).map { name in
      let members = axes[down].map { row in
        axes[along].map { column -> Int in
          var texts = [String](repeating: name, count: axes.count)
          texts[down] = row
          texts[along] = column
          return positions[texts] ?? 0
        }
      }
      let slice = third.map { Double(name) == nil ? name : "\(settings.titles[$0]) \(name)" } ?? ""
      return Slice(
        name: slice, rowTitle: SettingColumns.heading(settings.titles[down]),
        columnTitle: SettingColumns.heading(settings.titles[along]),
        rowNames: axes[down], columnNames: axes[along], members: members)
    }
  }

  private static func sliceAxis(_ axes: [[String]]) -> Int {
    let words = axes.indices.first { axes[$0].contains { Double($0) == nil } }
    return words ?? axes.indices.min { axes[$0].count < axes[$1].count } ?? 0
  }
}
