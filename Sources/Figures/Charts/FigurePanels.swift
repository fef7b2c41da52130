/// Figures beside and below each other as one: a panel for each quantity over the same axis.
public struct FigurePanels: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The panels, row by row.
  public var panels: [any Figure]
  /// The panels in a row.
  public var columns: Int

  /// Describes panels, two in a row.
  public init(title: String = "", panels: [any Figure], columns: Int = 2) {
    self.title = title
    self.panels = panels
    self.columns = max(1, min(columns, panels.count))
  }

  /// Lays every panel out, and then all of them.
  public func drawing() -> Drawing {
    let drawings = panels.map { $0.drawing() }
    let rows = stride(from: 0, to: drawings.count, by: columns).map { start in
      Array(drawings[start..<min(start + columns, drawings.count)])
    }
    let widths = (0..<columns).map { column in
      rows.compactMap { column < $0.count ? $0[column].size.width : nil }.max() ?? 0
    }
    let heights = rows.map { $0.map(\.size.height).max() ?? 0 }
    let content = Size(widths.reduce(0, +), heights.reduce(0, +))
    var page = Page(size: Page.size(around: content, title: title), title: title)
    var top = page.room.minY
    for (row, height) in zip(rows, heights) {
      var left = page.room.minX
      for (panel, width) in zip(row, widths) {
        page.drawing.add(panel, at: Point(left, top))
        left += width
      }
      top += height
    }
    return page.drawing
  }
}
