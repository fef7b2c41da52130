/// How often each class was taken for each: rows are true classes, columns predicted ones, cells
/// are coloured by their share of the row.
public struct ConfusionMatrix: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The counts, `counts[true][predicted]`.
  public var counts: [[Int]]
  /// The names of the rows; missing ones are numbers.
  public var classNames: [String]
  /// The names of the columns where they are not the classes: clusters.
  public var columnNames: [String]?
  /// What the rows are.
  public var rowTitle: String
  /// What the columns are.
  public var columnTitle: String

  /// Describes a confusion matrix.
  public init(
    title: String = "", counts: [[Int]], classNames: [String] = [], columnNames: [String]? = nil,
    rowTitle: String = "true class", columnTitle: String = "predicted class"
  ) {
    self.title = title
    self.counts = counts
    self.classNames = classNames
    self.columnNames = columnNames
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
  }

  /// Lays the matrix out.
  public func drawing() -> Drawing {
    let columns = counts.map(\.count).max() ?? 0
    let cells = counts.map { row in
      let total = row.reduce(0.0) { $0 + Double(max(0, $1)) }
      return row.map { count in
        let share = total > 0 ? Double(max(0, count)) / total : 0
        return CellGrid.Cell(color: ColorMap.color(share), text: count == 0 ? "" : String(count))
      }
    }
    var grid = CellGrid(
      rowTitle: rowTitle, columnTitle: columnTitle,
      rowNames: ConfusionMatrix.names(classNames, count: counts.count),
      columnNames: ConfusionMatrix.names(columnNames ?? classNames, count: columns), cells: cells)
    grid.largestCell = Size(52, 52)
    return grid.drawing(title: title)
  }

  private static func names(_ names: [String], count: Int) -> [String] {
    (0..<count).map { $0 < names.count ? names[$0] : String($0) }
  }
}
