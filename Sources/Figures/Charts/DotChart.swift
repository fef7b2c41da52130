/// Dots with intervals, a line for each category: differences too small for bars that begin at zero, and
/// names too long or too many to stand below an axis.
public struct DotChart: Figure {
  /// The dots of one colour, one for each category.
  public struct Dots: Sendable, Equatable {
    /// The name for the legend.
    public var name: String
    /// The values, one for each category; one that is not finite is written "n/a".
    public var values: [Double]
    /// The ends of the intervals around them; a pair that is not finite is left out.
    public var intervals: Series.Band?

    /// Describes the dots of one colour.
    public init(name: String = "", values: [Double], intervals: Series.Band? = nil) {
      self.name = name
      self.values = values
      self.intervals = intervals
    }
  }

  /// The heading; may be empty.
  public var title: String
  /// The names down the side.
  public var categories: [String]
  /// The axis along the bottom.
  public var x: Axis
  /// The dots, those of a category below one another.
  public var dots: [Dots]
  /// The decimals of the values written beside the dots.
  public var decimals: Int
  /// The width in points; the height follows.
  public var width: Double

  /// Describes a dot chart.
  public init(
    title: String = "", categories: [String], x: Axis, dots: [Dots], decimals: Int = 3,
    width: Double = 720
  ) {
    self.title = title
    self.categories = categories
    self.x = x
    self.dots = dots
    self.decimals = decimals
    self.width = max(320, width)
  }

  /// A dot with its place down the side, in lines.
  private struct Dot {
    let series: Int
    let value: Double
    let low: Double
    let high: Double
    let line: Double
  }

  private static let gap = 8.0

  private var names: [FittedText] {
    let lines = categories.count > 20 ? 1 : 2
    return categories.map {
      FittedText($0, style: Style.tick, width: width * 0.36, maxLines: lines)
    }
  }

  public func drawing() -> Drawing {
    let placed = placedDots
    let shown = placed.filter { Axis().canShow($0.value) }
    let scale = AxisScale(x, values: shown.flatMap { [$0.low, $0.value, $0.high] })
    let names = names
    let tallest = (names.map(\.height).max() ?? 0) + 5
    let lineHeight = max(categories.count > 20 ? 17 : 22, 15 * Double(dots.count), tallest)
    let numbers = placed.map {
      Axis().canShow($0.value) ? NumberText.fixed($0.value, decimals: decimals) : "n/a"
    }
    let numberWidth = (numbers.map(Style.caption.width).max() ?? 0) + DotChart.gap
    let legend = self.legend
    let plotHeight = lineHeight * Double(max(1, categories.count))
    let axisHeight = Frame.depth(below: bottom(scale)) + 1
    let content = Size(
      width - 2 * Style.border, plotHeight + axisHeight + (legend.map { $0.size.height + 6 } ?? 0))
    let notes = Page.notes(skipped: placed.count - shown.count)
    var page = Page(
      size: Page.size(around: content, title: title, notes: notes), title: title, notes: notes)
    if let legend { page.placeBelow(legend) }
    let nameWidth = (names.map(\.width).max() ?? 0) + DotChart.gap
    var room = page.room.inset(left: nameWidth, right: numberWidth)
    room.height = plotHeight + axisHeight
    let frame = Frame(bottom: bottom(scale), left: side, in: room)
    draw(names, frame, &page.drawing)
    frame.drawGrid(&page.drawing)
    for (dot, number) in zip(placed, numbers) { draw(dot, number, frame, &page.drawing) }
    if placed.isEmpty { frame.drawNoData(&page.drawing) }
    frame.drawAxes(&page.drawing)
    return page.drawing
  }

  private func bottom(_ scale: AxisScale) -> Frame.Side { Frame.Side(title: x.title, scale: scale) }

  private var side: Frame.Side {
    let lines = Double(max(1, categories.count))
    return Frame.Side(
      title: "", scale: AxisScale(Axis(range: 0...lines), values: []), hasNumbers: false,
      hasGrid: false)
  }

  private var legend: Legend? {
    guard dots.count > 1 else { return nil }
    let entries = dots.enumerated().map {
      Legend.Entry(name: $1.name, sample: .marker(marker($0)))
    }
    return Legend(entries, width: width - 2 * Style.border, height: 80, isWide: true)
  }

  private func marker(_ series: Int) -> Marker {
    Marker(
      shape: MarkerShape.of(series: series), radius: 3.6, fill: Palette.color(series),
      edge: Color(0xFFFFFF), edgeWidth: 0.8)
  }

  private var placedDots: [Dot] {
    categories.indices.flatMap { category in
      dots.enumerated().compactMap { series, dots -> Dot? in
        guard category < dots.values.count else { return nil }
        let value = dots.values[category]
        func end(_ ends: [Double]?) -> Double {
          guard let ends, category < ends.count, Axis().canShow(ends[category]) else {
            return value
          }
          return ends[category]
        }
        let shift = (Double(series) + 0.5) / Double(self.dots.count)
        return Dot(
          series: series, value: value, low: min(value, end(dots.intervals?.low)),
          high: max(value, end(dots.intervals?.high)), line: Double(category) + shift)
      }
    }
  }

  private func draw(_ names: [FittedText], _ frame: Frame, _ drawing: inout Drawing) {
    let plot = frame.plot
    for (category, name) in names.enumerated() {
      let y = plot.minY + (Double(category) + 0.5) * plot.height / Double(max(1, categories.count))
      // Every second line has a ground, which leads the eye from the name to its dot.
      if category % 2 == 1 {
        let height = plot.height / Double(categories.count)
        drawing.box(
          Rect(x: plot.minX, y: y - height / 2, width: plot.width, height: height), Color(0xF6F6F6))
      }
      drawing.lines(name, x: plot.minX - DotChart.gap, middle: y, align: .trailing)
    }
  }

  private func draw(_ dot: Dot, _ number: String, _ frame: Frame, _ drawing: inout Drawing) {
    let plot = frame.plot
    let y = plot.minY + dot.line * plot.height / Double(max(1, categories.count))
    drawing.label(
      .middle(number, style: Style.caption, at: Point(plot.maxX + DotChart.gap, y), align: .leading)
    )
    guard Axis().canShow(dot.value) else { return }
    func place(_ value: Double) -> Double {
      min(plot.maxX, max(plot.minX, frame.point(value, 0).x))
    }
    if dot.low < dot.high {
      let pen = Stroke(color: Palette.color(dot.series), width: 1.6, roundCaps: false)
      drawing.stroke([Point(place(dot.low), y), Point(place(dot.high), y)], pen)
      for end in [dot.low, dot.high] {
        drawing.stroke([Point(place(end), y - 3), Point(place(end), y + 3)], pen)
      }
    }
    drawing.markers(marker(dot.series), at: [Point(place(dot.value), y)])
  }
}
