/// The names of classes or series beside a sample of their look.
struct Legend {
  /// What stands beside a name.
  enum Sample {
    case line(Stroke, Marker?)
    case marker(Marker)
    case box(Color)
  }

  struct Entry {
    var name: String
    var sample: Sample
  }

  /// The extent, its inner border included.
  let size: Size
  private let entries: [Entry]
  private let names: [String]
  private let rows: Int
  private let style: TextStyle
  private let columnWidths: [Double]
  private let sampleWidth: Double

  private static let padding = 6.0
  private static let sampleGap = 6.0
  private static let columnGap = 14.0

  /// Arranges entries in as few columns as the height allows, or in rows filling the width when
  /// `isWide`; too many are shrunk, then cut with a word about the rest.
  init(_ all: [Entry], width: Double, height: Double, isWide: Bool = false) {
    for size in [Style.legend.size, 9.5, 8] {
      let legend = Legend(all, size: size, width: width, height: height, isWide: isWide)
      if let legend {
        self = legend
        return
      }
    }
    var kept = all.count
    while kept > 1 {
      kept -= max(1, kept / 8)
      let rest = Entry(
        name: "… and \(all.count - kept) more", sample: .box(Color(0xFFFFFF, opacity: 0)))
      let legend = Legend(
        all.prefix(kept) + [rest], size: 8, width: width, height: height, isWide: isWide)
      if let legend {
        self = legend
        return
      }
    }
    self.init(Array(all.prefix(1)), size: 8, columns: 1, widest: max(20, width - 40))
  }

  private init?(_ all: [Entry], size: Double, width: Double, height: Double, isWide: Bool) {
    let counts = Array(1...max(1, min(all.count, 24)))
    for columns in isWide ? counts.reversed() : counts {
      // Long names are shortened, but never so far that a column is only ellipses.
      let widest = max(isWide && columns > 1 ? 150 : 60, min(240, width / Double(columns) - 45))
      let legend = Legend(all, size: size, columns: columns, widest: widest)
      if legend.size.width <= width, legend.size.height <= height {
        self = legend
        return
      }
    }
    return nil
  }

  private init(_ all: [Entry], size: Double, columns: Int, widest: Double) {
    let style = Style.legend.resized(size)
    let rows = max(1, (all.count + columns - 1) / columns)
    let names = all.map { FittedText.shortened($0.name, style: style, width: widest) }
    let hasLine = all.contains { if case .line = $0.sample { true } else { false } }
    let sampleWidth = hasLine ? 24.0 : 11
    columnWidths = stride(from: 0, to: names.count, by: rows).map { start in
      let widths = names[start..<min(start + rows, names.count)].map(style.width)
      return sampleWidth + Legend.sampleGap + (widths.max() ?? 0)
    }
    let gaps = Double(max(0, columnWidths.count - 1)) * Legend.columnGap
    self.size = Size(
      columnWidths.reduce(0, +) + gaps + 2 * Legend.padding,
      Double(rows) * style.size * 1.45 + 2 * Legend.padding - style.size * 0.3)
    (self.entries, self.names, self.rows) = (all, names, rows)
    (self.style, self.sampleWidth) = (style, sampleWidth)
  }

  /// Draws the legend with its top left corner at a place.
  /// Inside a plot it is framed: has a ground and a border.
  func draw(_ drawing: inout Drawing, at corner: Point, isFramed: Bool) {
    if isFramed {
      let rect = Rect(x: corner.x, y: corner.y, width: size.width, height: size.height)
      drawing.box(rect, Color(0xFFFFFF, opacity: 0.9))
      drawing.border(rect, Color(0xD8D8D8))
    }
    var x = corner.x + Legend.padding
    for (column, width) in columnWidths.enumerated() {
      for row in 0..<min(rows, entries.count - column * rows) {
        let index = column * rows + row
        let y = corner.y + Legend.padding + (Double(row) + 0.4) * style.size * 1.45
        draw(&drawing, entries[index].sample, x: x, y: y)
        let place = Point(x + sampleWidth + Legend.sampleGap, y)
        drawing.label(.middle(names[index], style: style, at: place, align: .leading))
      }
      x += width + Legend.columnGap
    }
  }

  private func draw(_ drawing: inout Drawing, _ sample: Sample, x: Double, y: Double) {
    let middle = Point(x + sampleWidth / 2, y)
    switch sample {
    case .line(let stroke, let marker):
      var butt = stroke
      butt.roundCaps = false
      drawing.stroke([Point(x, y), Point(x + sampleWidth, y)], butt)
      if let marker { drawing.markers(marker, at: [middle]) }
    case .marker(var marker):
      marker.radius = min(4.2, max(3.4, marker.radius))
      drawing.markers(marker, at: [middle])
    case .box(let color):
      let rect = Rect(x: middle.x - 5.5, y: y - 4, width: 11, height: 8)
      drawing.fill([Path.rectangle(rect)], color)
    }
  }
}

extension Legend {
  /// The top left corner for a legend inside a plot that hides none of the data's places; nil when
  /// there is none.
  func freeCorner(in plot: Rect, avoiding data: [Point]) -> Point? {
    let inner = plot.inset(6)
    let right = inner.maxX - size.width
    let low = inner.maxY - size.height
    guard right > inner.minX, low > inner.minY else { return nil }
    let centerX = plot.center.x - size.width / 2
    let centerY = plot.center.y - size.height / 2
    let corners = [
      Point(right, inner.minY), Point(right, low), Point(inner.minX, inner.minY),
      Point(inner.minX, low), Point(right, centerY), Point(inner.minX, centerY),
      Point(centerX, inner.minY), Point(centerX, low),
    ]
    return corners.first { corner in
      let rect = Rect(x: corner.x, y: corner.y, width: size.width, height: size.height).outset(4)
      return !data.contains { rect.contains($0) }
    }
  }
}
