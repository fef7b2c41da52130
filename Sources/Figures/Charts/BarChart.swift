/// Bars from zero in groups, with error bars: accuracies of variants over several seeds.
public struct BarChart: Figure {
  /// The bars of one colour, one for each category.
  public struct Bars: Sendable, Equatable {
    /// The name for the legend.
    public var name: String
    /// The heights, one for each category; one that is not finite is written "n/a".
    public var values: [Double]
    /// The half lengths of the error bars: standard deviations.
    public var errors: [Double]?

    /// Describes the bars of one colour.
    public init(name: String = "", values: [Double], errors: [Double]? = nil) {
      self.name = name
      self.values = values
      self.errors = errors
    }
  }

  /// The heading; may be empty.
  public var title: String
  /// The names along the bottom.
  public var categories: [String]
  /// The axis up the side; its scale is always linear.
  public var y: Axis
  /// The bars, those of a category side by side.
  public var bars: [Bars]
  /// The decimals of the values written over the bars; none are written when nil.
  public var decimals: Int?
  /// The extent in points.
  public var size: Size

  /// Describes a bar chart.
  public init(
    title: String = "", categories: [String], y: Axis, bars: [Bars], decimals: Int? = 3,
    size: Size = Size(720, 420)
  ) {
    self.title = title
    self.categories = categories
    self.y = y
    self.bars = bars
    self.decimals = decimals
    self.size = size
  }

  /// A bar with its ends and its middle.
  private struct Bar {
    let series: Int
    let value: Double
    let error: Double
    let middle: Double
    let width: Double
  }

  public func drawing() -> Drawing {
    let axis = Axis(y.title, range: y.range)
    let all = bars.flatMap { $0.values.prefix(categories.count) }
    var page = Page(
      size: Page.size(ofChart: size), title: title,
      notes: Page.notes(skipped: all.filter { !axis.canShow($0) }.count))
    let entries =
      bars.count < 2
      ? []
      : bars.enumerated().map {
        Legend.Entry(name: $1.name, sample: .box(Palette.color($0)))
      }
    if !entries.isEmpty {
      page.placeBelow(Legend(entries, width: page.room.width, height: 80, isWide: true))
    }
    let ends = bars.flatMap { bars in
      bars.values.indices.flatMap { index in
        [bars.values[index] - error(bars, index), bars.values[index] + error(bars, index)]
      }
    }
    // Room for the numbers over the highest bar.
    let scale = AxisScale(axis, values: ends, padding: decimals == nil ? 0.05 : 0.1, anchor: 0)
    let left = Frame.Side(title: y.title, scale: scale)
    let slots = Double(max(1, categories.count))
    let labels = CategoryLabels(categories, slot: (page.room.width - 70) / slots)
    let bottom = Frame.Side(
      title: "", scale: AxisScale(Axis(range: 0...slots), values: []), hasNumbers: false,
      hasGrid: false, namesDepth: labels.depth + 6)
    let frame = Frame(bottom: bottom, left: left, in: page.room)
    frame.drawGrid(&page.drawing)
    draw(placedBars(in: frame.plot), frame, &page.drawing)
    if all.isEmpty { frame.drawNoData(&page.drawing) }
    frame.drawAxes(&page.drawing)
    let centers = categories.indices.map { frame.point(Double($0) + 0.5, 0).x }
    labels.draw(&page.drawing, centers: centers, top: frame.plot.maxY + 6)
    return page.drawing
  }

  private func error(_ bars: Bars, _ index: Int) -> Double {
    guard let errors = bars.errors, index < errors.count, errors[index].isFinite else { return 0 }
    return abs(errors[index])
  }

  private func placedBars(in plot: Rect) -> [Bar] {
    let slot = plot.width / Double(max(1, categories.count))
    let width = min(slot * 0.72 / Double(max(1, bars.count)), 56)
    return bars.enumerated().flatMap { series, bars in
      bars.values.prefix(categories.count).enumerated().map { category, value in
        let shift = (Double(series) - Double(self.bars.count - 1) / 2) * width
        return Bar(
          series: series, value: value, error: error(bars, category),
          middle: plot.minX + (Double(category) + 0.5) * slot + shift, width: width)
      }
    }
  }

  private func draw(_ placed: [Bar], _ frame: Frame, _ drawing: inout Drawing) {
    let numbers = placed.map { bar in
      bar.value.isFinite ? NumberText.fixed(bar.value, decimals: decimals ?? 0) : "n/a"
    }
    let widest = numbers.map(Style.caption.width).max() ?? 0
    let hasNumbers = decimals != nil && (placed.first.map { $0.width + 4 >= widest } ?? false)
    let plot = frame.plot
    // A range that the axis was given may cut bars off.
    func height(_ value: Double) -> Double {
      min(plot.maxY, max(plot.minY, frame.point(0, value).y))
    }
    for (bar, number) in zip(placed, numbers) {
      let isShown = Axis().canShow(bar.value)
      let ends = isShown ? [height(bar.value), height(0)] : [height(0), height(0)]
      var reach = (high: ends.min() ?? 0, low: ends.max() ?? 0)
      drawing.box(
        Rect(
          x: bar.middle - bar.width / 2 + 0.5, y: reach.high, width: bar.width - 1,
          height: reach.low - reach.high), Palette.color(bar.series))
      if isShown, bar.error > 0 {
        let error = (high: height(bar.value + bar.error), low: height(bar.value - bar.error))
        drawErrorBar(bar, from: error.high, to: error.low, &drawing)
        reach = (min(reach.high, error.high), max(reach.low, error.low))
      }
      guard hasNumbers else { continue }
      let style = Style.caption
      let above = max(plot.minY + style.ascent, reach.high - 5)
      let below = min(plot.maxY - style.descent, reach.low + style.ascent + 4)
      let place = Point(bar.middle, bar.value < 0 ? below : above)
      let label = Label(number, style: style, at: place, align: .center)
      // Grid lines stay off the number.
      drawing.box(label.box.inset(top: 2, bottom: 2), Color(0xFFFFFF, opacity: 0.85))
      drawing.label(label)
    }
  }

  private func drawErrorBar(
    _ bar: Bar, from high: Double, to low: Double, _ drawing: inout Drawing
  ) {
    let cap = min(5, bar.width / 4)
    let thickness = 1.0
    drawing.box(
      Rect(x: bar.middle - thickness / 2, y: high, width: thickness, height: low - high), Style.ink)
    for y in [high, low] {
      drawing.box(
        Rect(x: bar.middle - cap, y: y - thickness / 2, width: 2 * cap, height: thickness),
        Style.ink)
    }
  }
}
