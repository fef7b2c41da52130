/// The colours of the sequential map with the numbers they stand for.
struct ColorBar {
  /// The room it takes from left to right.
  let width: Double
  private let height: Double
  private let scale: AxisScale
  private let ticks: Ticks

  private static let barWidth = 12.0
  private static let gap = 6.0

  /// A bar of a height for a range of values.
  init(_ range: ClosedRange<Double>, height: Double) {
    self.height = height
    scale = AxisScale(Axis(range: range), values: [])
    ticks = Ticks(scale, count: Int(height / 45))
    width =
      ColorBar.barWidth + ColorBar.gap + (ticks.major.map { Style.tick.width($0.text) }.max() ?? 0)
  }

  /// Draws it with its top left corner at a place.
  func draw(_ drawing: inout Drawing, x: Double, top: Double) {
    let steps = max(1, Int(height))
    let step = height / Double(steps)
    for index in 0..<steps {
      let share = 1 - (Double(index) + 0.5) / Double(steps)
      drawing.box(
        Rect(x: x, y: top + Double(index) * step, width: ColorBar.barWidth, height: step),
        ColorMap.color(share))
    }
    for tick in ticks.major {
      let y = top + height * (1 - scale.fraction(tick.value))
      drawing.label(
        .middle(
          tick.text, style: Style.tick, at: Point(x + ColorBar.barWidth + ColorBar.gap, y),
          align: .leading))
    }
  }
}
