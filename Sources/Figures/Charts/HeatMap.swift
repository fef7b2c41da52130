/// A value for each pair of two settings, as coloured cells with the values in them: accuracy over
/// latent size and PCA size.
public struct HeatMap: Figure {
  /// Which value is set in bold.
  public enum Best: Sendable {
    /// The highest: accuracies.
    case highest
    /// The lowest: errors.
    case lowest
  }

  /// The heading; may be empty.
  public var title: String
  /// What the rows are.
  public var rowTitle: String
  /// What the columns are.
  public var columnTitle: String
  /// The names of the rows from the top.
  public var rowNames: [String]
  /// The names of the columns.
  public var columnNames: [String]
  /// The values, row by row; one that is not finite has a grey cell.
  public var values: [[Double]]
  /// The values of the two ends of the colours; the data's when nil.
  public var range: ClosedRange<Double>?
  /// The decimals of the values in the cells.
  public var decimals: Int
  /// Which value is set in bold; none when nil.
  public var best: Best?

  /// Describes a heat map.
  public init(
    title: String = "", rowTitle: String, columnTitle: String, rowNames: [String],
    columnNames: [String], values: [[Double]], range: ClosedRange<Double>? = nil,
    decimals: Int = 3, best: Best? = .highest
  ) {
    self.title = title
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.values = values
    self.range = range
    self.decimals = decimals
    self.best = best
  }

  /// Lays the heat map out.
  public func drawing() -> Drawing {
    let axis = Axis()
    let shown = values.joined().filter(axis.canShow)
    let low = range?.lowerBound ?? shown.min() ?? 0
    let high = range?.upperBound ?? shown.max() ?? 1
    let bold: Double? =
      switch best {
      case .highest: shown.max()
      case .lowest: shown.min()
      case nil: nil
      }
    let cells = values.map { row in
      row.map { value in
        guard axis.canShow(value) else {
          return CellGrid.Cell(color: ColorMap.color(.nan), text: "–")
        }
        let share = high > low ? (value - low) / (high - low) : 0.5
        return CellGrid.Cell(
          color: ColorMap.color(share), text: NumberText.fixed(value, decimals: decimals),
          isBold: value == bold)
      }
    }
    let grid = CellGrid(
      rowTitle: rowTitle, columnTitle: columnTitle, rowNames: rowNames, columnNames: columnNames,
      cells: cells, range: low < high ? low...high : nil)
    return grid.drawing(title: title)
  }
}
