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
