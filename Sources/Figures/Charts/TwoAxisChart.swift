/// Two quantities over one axis, each with its own scale: reconstruction error on the left and
/// accuracy on the right of the epochs.
public struct TwoAxisChart: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The axis along the bottom.
  public var x: Axis
  /// The axis up the left side.
  public var left: Axis
  /// The axis up the right side.
  public var right: Axis
  /// The lines that the left axis measures.
  public var leftSeries: [Series]
  /// The lines that the right axis measures.
  public var rightSeries: [Series]
  /// The extent in points.
  public var size: Size

  /// Describes a chart with two axes.
  public init(
    title: String = "", x: Axis, left: Axis, right: Axis, leftSeries: [Series],
    rightSeries: [Series], size: Size = Size(720, 420)
  ) {
    self.title = title
    self.x = x
    self.left = left
    self.right = right
    self.leftSeries = leftSeries
    self.rightSeries = rightSeries
    self.size = size
  }

  /// Lays the chart out.
  public func drawing() -> Drawing {
    let onLeft = leftSeries.enumerated().map { DrawnSeries($1, place: $0, x: x, y: left) }
    let onRight = rightSeries.enumerated().map {
      DrawnSeries($1, place: $0 + leftSeries.count, x: x, y: right)
    }
    let notes = Page.notes(
      skipped: (onLeft + onRight).reduce(0) { $0 + $1.skipped },
      isLogarithmic: [x, left, right].contains { $0.scale == .logarithmic })
    var page = Page(size: Page.size(ofChart: size), title: title, notes: notes)
    let positions = (onLeft + onRight).flatMap(\.positions)
    let bottom = Frame.Side(
      title: x.title, scale: AxisScale(x, values: positions, padding: 0.02))
    let leftSide = side(left, onLeft, hasGrid: true)
    let rightSide = side(right, onRight, hasGrid: false)
    var frame = Frame(bottom: bottom, left: leftSide, right: rightSide, in: page.room)

    let placement = LegendPlacement(
      (onLeft + onRight).map(\.legendEntry), frame: frame, page: &page
    ) {
      onLeft.flatMap { $0.obstacles(in: frame) }
        + onRight.flatMap { $0.obstacles(in: frame, onRight: true) }
    }
    frame = Frame(bottom: bottom, left: leftSide, right: rightSide, in: page.room)
    frame.drawGrid(&page.drawing)
    for series in onLeft { series.drawBand(&page.drawing, in: frame) }
    for series in onRight { series.drawBand(&page.drawing, in: frame, onRight: true) }
    for series in onLeft { series.drawLine(&page.drawing, in: frame) }
    for series in onRight { series.drawLine(&page.drawing, in: frame, onRight: true) }
    if (onLeft + onRight).allSatisfy(\.runs.isEmpty) { frame.drawNoData(&page.drawing) }
    frame.drawAxes(&page.drawing)
    placement.draw(&page.drawing, frame: frame)
    return page.drawing
  }

  /// A side in the colour of its line when it has a single one.
  private func side(_ axis: Axis, _ series: [DrawnSeries], hasGrid: Bool) -> Frame.Side {
    Frame.Side(
      title: axis.title, scale: AxisScale(axis, values: series.flatMap(\.extent)),
      color: series.count == 1 ? series[0].stroke.color.mixed(with: Style.ink, 0.25) : nil,
      hasGrid: hasGrid)
  }
}
