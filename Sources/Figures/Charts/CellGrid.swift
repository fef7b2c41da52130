/// Coloured cells in rows and columns with names around them: what heat maps and confusion
/// matrices have in common.
struct CellGrid {
  struct Cell {
    var color: Color
    var text: String
    var isBold = false
  }

  var rowTitle: String
  var columnTitle: String
  var rowNames: [String]
  var columnNames: [String]
  /// The cells, row by row; rows may be short.
  var cells: [[Cell]]
  /// What the ends of the colours stand for: shown beside cells too small for their texts.
  var range: ClosedRange<Double>?
  /// The longest side a cell may have, in points.
  var largestCell = Size(92, 46)

  private var rows: Int { max(1, cells.count) }
  private var columns: Int { max(1, cells.map(\.count).max() ?? 1) }

  /// Everything that the size of the figure depends on.
  private struct Layout {
    let cell: Size
    let rowNames: [FittedText]
    let rowDepth: Double
    let columnNames: CategoryLabels
    let style: TextStyle
    let hasTexts: Bool
    let colorBar: ColorBar?

    /// The room to the right of the cells.
    var barDepth: Double { colorBar.map { $0.width + 14 } ?? 4 }
  }

  private static let room = 700.0
  private static let gap = 6.0

  private func layout() -> Layout {
    let names = rowNames.prefix(rows).map {
      FittedText($0, style: Style.tick, width: 150, maxLines: 2)
    }
    let titleDepth = rowTitle.isEmpty ? 0 : Style.axisTitle.height + CellGrid.gap
    let rowDepth = (names.map(\.width).max() ?? 0) + CellGrid.gap + titleDepth
    let width = min(largestCell.width, max(4, (CellGrid.room - rowDepth) / Double(columns)))
    let height = min(largestCell.height, max(4, min(width, 560 / Double(rows))))
    let style = Style.tick
    let texts = cells.joined().map(\.text)
    let widest = texts.map { style.resized(10).width($0) }.max() ?? 0
    let fits = widest <= width - 3 && height >= 12
    let size = widest * 1.1 <= width - 8 && height >= 16 ? style.size : 9.5
    let hasTexts = fits && !texts.allSatisfy(\.isEmpty)
    return Layout(
      cell: Size(width, height), rowNames: names, rowDepth: rowDepth,
      columnNames: CategoryLabels(Array(columnNames.prefix(columns)), slot: width),
      style: style.resized(size), hasTexts: hasTexts,
      colorBar: hasTexts ? nil : range.map { ColorBar($0, height: height * Double(rows)) })
  }

  /// The figure around the cells.
  func drawing(title: String, notes: [String] = []) -> Drawing {
    let layout = layout()
    let cellsSize = Size(
      layout.cell.width * Double(columns), layout.cell.height * Double(rows))
    let below =
      CellGrid.gap + layout.columnNames.depth
      + (columnTitle.isEmpty ? 0 : CellGrid.gap + Style.axisTitle.height)
    let content = Size(
      max(layout.rowDepth + cellsSize.width + layout.barDepth, 220), cellsSize.height + below + 2)
    var page = Page(
      size: Page.size(around: content, title: title, notes: notes), title: title, notes: notes)
    let slack = (page.room.width - layout.rowDepth - cellsSize.width - layout.barDepth) / 2
    let rect = Rect(
      x: page.room.minX + max(0, slack) + layout.rowDepth, y: page.room.minY + 1,
      width: cellsSize.width, height: cellsSize.height)
    drawCells(layout, in: rect, &page.drawing)
    drawNames(layout, around: rect, &page.drawing)
    layout.colorBar?.draw(&page.drawing, x: rect.maxX + 14, top: rect.minY)
    return page.drawing
  }

  private func drawCells(_ layout: Layout, in rect: Rect, _ drawing: inout Drawing) {
    let size = layout.cell
    // Seams keep large cells apart; between small ones they would be most of the picture.
    let seam = size.width >= 14 ? 0.5 : 0
    for (row, line) in cells.enumerated() {
      for (column, cell) in line.enumerated() {
        let box = Rect(
          x: rect.minX + Double(column) * size.width, y: rect.minY + Double(row) * size.height,
          width: size.width, height: size.height)
        drawing.box(box.inset(seam), cell.color)
        guard layout.hasTexts else { continue }
        var style = layout.style.colored(ColorMap.ink(on: cell.color))
        if cell.isBold { style.weight = .bold }
        let width = style.width(cell.text)
        if width > size.width - 3 { style = style.resized(style.size * (size.width - 3) / width) }
        drawing.label(.middle(cell.text, style: style, at: box.center))
      }
    }
    drawing.border(rect.outset(Style.hairline), Color(0xC8C8C8))
  }

  private func drawNames(_ layout: Layout, around rect: Rect, _ drawing: inout Drawing) {
    let height = layout.cell.height
    let needed = layout.rowNames.map(\.height).max() ?? 0
    let every = max(1, Int((needed / height).rounded(.up)))
    for (row, name) in layout.rowNames.enumerated() where row % every == 0 {
      let middle = rect.minY + (Double(row) + 0.5) * height
      drawing.lines(
        name, x: rect.minX - CellGrid.gap, middle: middle, align: .trailing)
    }
    let centers = (0..<columns).map { rect.minX + (Double($0) + 0.5) * layout.cell.width }
    let top = rect.maxY + CellGrid.gap
    layout.columnNames.draw(&drawing, centers: centers, top: top)
    let title = FittedText(columnTitle, style: Style.axisTitle, width: max(120, rect.width))
    drawing.lines(title, x: rect.center.x, top: top + layout.columnNames.depth + CellGrid.gap)
    let side = FittedText(rowTitle, style: Style.axisTitle, width: rect.height)
    guard let text = side.lines.first else { return }
    let baseline = rect.minX - layout.rowDepth + side.style.ascent
    drawing.label(
      Label(
        text, style: side.style, at: Point(baseline, rect.center.y), align: .center,
        isTurned: true))
  }
}

/// The colours of the sequential map with the numbers they stand for.
struct ColorBar {
  /// The room it takes from left to right.
  let width: Double
  private let height: Double
  private let scale: AxisScale
  private let ticks: Ticks

  private static let barWidth = 12.0
  private static let gap = 6.0

  /// A bar of a height for a range of values.
  init(_ range: ClosedRange<Double>, height: Double) {
    self.height = height
    scale = AxisScale(Axis(range: range), values: [])
    ticks = Ticks(scale, count: Int(height / 45))
    width =
      ColorBar.barWidth + ColorBar.gap + (ticks.major.map { Style.tick.width($0.text) }.max() ?? 0)
  }

  /// Draws it with its top left corner at a place.
  func draw(_ drawing: inout Drawing, x: Double, top: Double) {
    let steps = max(1, Int(height))
    let step = height / Double(steps)
    for index in 0..<steps {
      let share = 1 - (Double(index) + 0.5) / Double(steps)
      drawing.box(
        Rect(x: x, y: top + Double(index) * step, width: ColorBar.barWidth, height: step),
        ColorMap.color(share))
    }
    for tick in ticks.major {
      let y = top + height * (1 - scale.fraction(tick.value))
      drawing.label(
        .middle(
          tick.text, style: Style.tick, at: Point(x + ColorBar.barWidth + ColorBar.gap, y),
          align: .leading))
    }
  }
}

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
