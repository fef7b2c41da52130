/// The names of classes or series beside a sample of their look.
struct Legend {
  /// What stands beside a name.
  enum Sample {
    case line(Stroke, Marker?)
    case marker(Marker)
    case box(Color)
    case none
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
    let widths = all.map { Style.legend.width($0.name) / Style.legend.size }
    let room = Size(width, height)
    var kept = all.count
    var size = Style.legend.size
    while true {
      let arrangement = Arrangement(
        widths: Array(widths.prefix(kept)) + (kept < all.count ? [8] : []),
        sampleWidth: Legend.sampleWidth(all), size: size, fitting: room, isWide: isWide)
      if arrangement.fits || kept <= 1 {
        let rest = Entry(name: "… and \(all.count - kept) more", sample: .none)
        self.init(kept < all.count ? all.prefix(kept) + [rest] : all, arrangement)
        return
      }
      if size > 8 { size = max(8, size - 1.5) } else { kept -= max(1, kept / 8) }
    }
  }

  private init(_ entries: [Entry], _ arrangement: Arrangement) {
    let style = Style.legend.resized(arrangement.fontSize)
    self.entries = entries
    self.style = style
    names = entries.map {
      FittedText.shortened(
        FittedText.singleSpaced(String($0.name.prefix(200))), style: style,
        width: arrangement.widestName)
    }
    rows = arrangement.rows
    size = arrangement.size
    columnWidths = arrangement.columnWidths
    sampleWidth = Legend.sampleWidth(entries)
  }

  private static func sampleWidth(_ entries: [Entry]) -> Double {
    entries.contains { if case .line = $0.sample { true } else { false } } ? 24 : 11
  }

  /// Columns and rows for names of given widths, before any name is shortened.
  private struct Arrangement {
    var fontSize: Double
    var fits = false
    var rows = 1
    var widestName = 60.0
    var columnWidths: [Double] = []
    var size = Size(0, 0)

    /// Tries numbers of columns until one fits; the last one tried when none does.
    ///
    /// `widths` are those of the names at size 1.
    init(
      widths: [Double], sampleWidth: Double, size fontSize: Double, fitting room: Size,
      isWide: Bool
    ) {
      self.fontSize = fontSize
      let counts = Array(1...max(1, min(widths.count, 24)))
      for columns in isWide ? counts.reversed() : counts {
        // Long names are shortened, but never so far that a column is only ellipses.
        let share = room.width / Double(columns) - sampleWidth - 34
        widestName = max(isWide && columns > 1 ? 150 : 60, min(240, share))
        arrange(widths.map { min(widestName, $0 * fontSize + 0.01) }, sampleWidth, columns)
        fits = size.width <= room.width && size.height <= room.height
        if fits { return }
      }
    }

    private mutating func arrange(_ widths: [Double], _ sampleWidth: Double, _ columns: Int) {
      rows = max(1, (widths.count + columns - 1) / columns)
      columnWidths = stride(from: 0, to: widths.count, by: rows).map { start in
        let widest = widths[start..<min(start + rows, widths.count)].max() ?? 0
        return sampleWidth + Legend.sampleGap + widest
      }
      let gaps = Double(max(0, columnWidths.count - 1)) * Legend.columnGap
      size = Size(
        columnWidths.reduce(0, +) + gaps + 2 * Legend.padding,
        Double(rows) * fontSize * 1.45 + 2 * Legend.padding - fontSize * 0.3)
    }
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
    case .none: break
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

/// Where the legend of a chart goes: a free corner of the plot, else beside it, else below.
struct LegendPlacement {
  private enum Place {
    case none
    case inside(Legend, Point)
    case beside(Legend, Rect)
    case below(Legend, Rect)
  }

  private let place: Place

  /// Decides, and takes the room for a legend outside the plot from the page.
  ///
  /// - Parameters:
  ///   - entries: what the legend lists; nothing is placed for none.
  ///   - frame: the axes when the legend takes no room.
  ///   - page: the page.
  ///   - data: the places in the plot that must stay visible.
  init(_ entries: [Legend.Entry], frame: Frame, page: inout Page, avoiding data: () -> [Point]) {
    guard !entries.isEmpty else {
      place = .none
      return
    }
    if entries.count <= 8 {
      let legend = Legend(entries, width: frame.plot.width / 2, height: frame.plot.height * 0.6)
      if let corner = legend.freeCorner(in: frame.plot, avoiding: data()) {
        place = .inside(legend, corner)
        return
      }
    }
    let beside = Legend(entries, width: page.room.width * 0.34, height: frame.plot.height)
    // A line below costs less of the plot than a column for a few names.
    if beside.size.width <= page.room.width * 0.34, (4...20).contains(entries.count) {
      place = .beside(beside, page.takeRight(beside.size.width))
    } else {
      let below = Legend(
        entries, width: page.room.width, height: page.room.height * 0.4, isWide: true)
      place = .below(below, page.takeBottom(below.size.height + 4))
    }
  }

  /// Draws the legend.
  func draw(_ drawing: inout Drawing, frame: Frame) {
    switch place {
    case .none: break
    case .inside(let legend, let corner): legend.draw(&drawing, at: corner, isFramed: true)
    case .beside(let legend, let strip):
      legend.draw(&drawing, at: Point(strip.minX, frame.plot.minY), isFramed: false)
    case .below(let legend, let strip):
      let x = strip.center.x - legend.size.width / 2
      legend.draw(&drawing, at: Point(x, strip.maxY - legend.size.height), isFramed: false)
    }
  }
}
