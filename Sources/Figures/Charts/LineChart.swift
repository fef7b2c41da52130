/// Lines over a common axis: losses, accuracies, several runs with a band for their spread.
public struct LineChart: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The axis along the bottom.
  public var x: Axis
  /// The axis up the side.
  public var y: Axis
  /// The lines.
  public var series: [Series]
  /// Positions that are marked at the bottom: what has no value.
  public var rug: [Double]
  /// What they are, for the legend.
  public var rugTitle: String
  /// The extent in points.
  public var size: Size

  /// Describes a line chart.
  public init(
    title: String = "", x: Axis, y: Axis, series: [Series], rug: [Double] = [],
    rugTitle: String = "", size: Size = Size(720, 420)
  ) {
    self.rug = rug
    self.rugTitle = rugTitle
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.size = size
  }

  private static let rugPen = Stroke(color: Style.softInk, width: 1.2, roundCaps: false)

  /// Lays the chart out.
  public func drawing() -> Drawing {
    var drawn = series.enumerated().map { DrawnSeries($1, place: $0, x: x, y: y) }
    if series.count > 1, series.allSatisfy({ $0.look == .intervals }) {
      for place in drawn.indices {
        drawn[place].shift = 4 * (Double(place) - Double(drawn.count - 1) / 2)
      }
    }
    let ticks = rug.filter(x.canShow)
    let notes = Page.notes(
      skipped: drawn.reduce(0) { $0 + $1.skipped },
      isLogarithmic: x.scale == .logarithmic || y.scale == .logarithmic)
    let padding = series.contains { $0.look != .line } ? 0.05 : 0.02
    var page = Page(size: Page.size(ofChart: size), title: title, notes: notes)
    let bottom = Frame.Side(
      title: x.title,
      scale: AxisScale(x, values: drawn.flatMap(\.positions) + ticks, padding: padding))
    let left = Frame.Side(title: y.title, scale: AxisScale(y, values: drawn.flatMap(\.extent)))
    var frame = Frame(bottom: bottom, left: left, in: page.room)

    var entries = drawn.count > 1 || !ticks.isEmpty ? drawn.map(\.legendEntry) : []
    if !ticks.isEmpty {
      entries.append(Legend.Entry(name: rugTitle, sample: .line(Self.rugPen, nil)))
    }
    let placement = LegendPlacement(entries, frame: frame, page: &page) {
      drawn.flatMap { $0.obstacles(in: frame) }
        + ticks.map { Point(frame.point($0, 0).x, frame.plot.maxY - 4) }
    }
    frame = Frame(bottom: bottom, left: left, in: page.room)
    frame.drawGrid(&page.drawing)
    for series in drawn { series.drawBand(&page.drawing, in: frame) }
    for series in drawn { series.drawLine(&page.drawing, in: frame) }
    for tick in ticks {
      let x = frame.point(tick, 0).x
      page.drawing.stroke(
        [Point(x, frame.plot.maxY - 9), Point(x, frame.plot.maxY)], Self.rugPen)
    }
    if drawn.allSatisfy(\.runs.isEmpty) { frame.drawNoData(&page.drawing) }
    frame.drawAxes(&page.drawing)
    placement.draw(&page.drawing, frame: frame)
    return page.drawing
  }
}
