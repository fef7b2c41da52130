import Files

/// A chart or a grid of pictures: plain numbers, texts and pixels in, a drawing out.
public protocol Figure: Sendable {
  /// Lays the figure out.
  func drawing() -> Drawing
}

extension Figure {
  /// The figure as a PNG file; the same figure gives the same bytes on every machine.
  ///
  /// - Parameter scale: pixels to a point.
  /// - Returns: the bytes of the file.
  /// - Throws: `PNGError` when the picture cannot be written.
  public func png(scale: Double = 2) throws -> [UInt8] {
    let drawing = drawing()
    let picture = drawing.bitmap(scale: scale)
    // A palette halves the file of a chart. A few photographs would lose by it; hundreds in one
    // picture are too small for that, and their file would be a megabyte.
    if drawing.imageCount == 0 { return try PNG.encode(picture.reduced(toColors: 256)) }
    return try PNG.encode(
      drawing.imageCount > 200 ? MedianCut(picture, colors: 256).picture : picture)
  }

  /// The figure as an SVG file, drawn of the same marks; the same figure gives the same bytes on every
  /// machine.
  ///
  /// - Throws: `PNGError` when an image in it cannot be written.
  public func svg() throws -> [UInt8] {
    let drawing = drawing()
    return Array(try SVGCanvas(drawing.marks).text(drawing.size).utf8)
  }
}

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
