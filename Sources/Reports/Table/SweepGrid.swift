import Experiments

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
