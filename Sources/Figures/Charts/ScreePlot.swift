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

  /// Lays the plot out.
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
