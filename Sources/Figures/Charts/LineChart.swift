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
  /// The extent in points.
  public var size: Size

  /// Describes a line chart.
  public init(
    title: String = "", x: Axis, y: Axis, series: [Series], size: Size = Size(640, 400)
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.size = size
  }

  /// Lays the chart out.
  public func drawing() -> Drawing {
    let drawn = series.enumerated().map { DrawnSeries($1, place: $0, x: x, y: y) }
    let notes = Page.notes(
      skipped: drawn.reduce(0) { $0 + $1.skipped },
      isLogarithmic: x.scale == .logarithmic || y.scale == .logarithmic)
    var page = Page(size: Page.size(ofChart: size), title: title, notes: notes)
    let bottom = Frame.Side(
      title: x.title, scale: AxisScale(x, values: drawn.flatMap(\.positions), padding: 0.02))
    let left = Frame.Side(title: y.title, scale: AxisScale(y, values: drawn.flatMap(\.extent)))
    var frame = Frame(bottom: bottom, left: left, in: page.room)

    let entries = drawn.count > 1 ? drawn.map(\.legendEntry) : []
    let placement = LegendPlacement(entries, frame: frame, page: &page) {
      drawn.flatMap { $0.obstacles(in: frame) }
    }
    frame = Frame(bottom: bottom, left: left, in: page.room)
    frame.drawGrid(&page.drawing)
    for series in drawn { series.drawBand(&page.drawing, in: frame) }
    for series in drawn { series.drawLine(&page.drawing, in: frame) }
    if drawn.allSatisfy(\.runs.isEmpty) { frame.drawNoData(&page.drawing) }
    frame.drawAxes(&page.drawing)
    placement.draw(&page.drawing, frame: frame)
    return page.drawing
  }
}
