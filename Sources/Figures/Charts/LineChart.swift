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

/// The share of the variance that each component explains, as bars, and the cumulative share.
public struct ScreePlot: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The shares of the components in order, 0 to 1.
  public var shares: [Double]
  /// What the components are called.
  public var componentTitle: String
  /// The extent in points.
  public var size: Size

  /// Describes a scree plot.
  public init(
    title: String = "", shares: [Double], componentTitle: String = "component",
    size: Size = Size(720, 420)
  ) {
    self.title = title
    self.shares = shares
    self.componentTitle = componentTitle
    self.size = size
  }

  public func drawing() -> Drawing {
    let percent = shares.map { $0 * 100 }
    let shown = percent.map { $0.isFinite ? min(100, max(0, $0)) : 0 }
    let skipped = percent.filter { !$0.isFinite }.count
    var page = Page(
      size: Page.size(ofChart: size), title: title, notes: Page.notes(skipped: skipped))
    let count = Double(max(1, shown.count))
    let components = (1...max(1, shown.count)).map(Double.init)
    let bottom = Frame.Side(
      title: componentTitle,
      scale: AxisScale(Axis(range: 0.4...count + 0.6), values: components), hasGrid: false)
    let barColor = Palette.color(0)
    let lineColor = Palette.color(1)
    let left = Frame.Side(
      title: "explained variance (%)", scale: AxisScale(Axis(), values: shown, anchor: 0),
      color: barColor.mixed(with: Style.ink, 0.25))
    let right = Frame.Side(
      title: "cumulative variance (%)", scale: AxisScale(Axis(range: 0...104), values: []),
      color: lineColor.mixed(with: Style.ink, 0.25), hasGrid: false)
    let frame = Frame(bottom: bottom, left: left, right: right, in: page.room)
    frame.drawGrid(&page.drawing)
    drawBars(shown, color: barColor, frame, &page.drawing)
    drawCumulative(shown, color: lineColor, frame, &page.drawing)
    frame.drawAxes(&page.drawing)
    return page.drawing
  }

  private func drawBars(
    _ values: [Double], color: Color, _ frame: Frame, _ drawing: inout Drawing
  ) {
    // Gaps of less than a pixel between hundreds of bars would make a pattern of their own.
    let half = frame.plot.width / Double(max(1, values.count)) < 4 ? 0.5 : 0.38
    for (index, value) in values.enumerated() {
      let place = Double(index + 1)
      let topLeft = frame.point(place - half, value)
      let bottomRight = frame.point(place + half, 0)
      drawing.box(
        Rect(
          x: topLeft.x, y: topLeft.y, width: bottomRight.x - topLeft.x,
          height: bottomRight.y - topLeft.y), color)
    }
  }

  private func drawCumulative(
    _ values: [Double], color: Color, _ frame: Frame, _ drawing: inout Drawing
  ) {
    var sum = 0.0
    let points = values.enumerated().map { index, value in
      sum += value
      return frame.point(Double(index + 1), min(100, sum), onRight: true)
    }
    drawing.stroke(points, Stroke(color: color, width: Style.lineWidth))
    guard points.count <= 40 else { return }
    let marker = Marker(
      shape: .circle, radius: 3, fill: color, edge: Color(0xFFFFFF), edgeWidth: 0.8)
    drawing.markers(marker, at: points)
  }
}
