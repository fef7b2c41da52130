/// The axes of a chart laid out: the plot and the ticks around it.
struct Frame {
  /// One side's axis.
  struct Side {
    var title: String
    var scale: AxisScale
    /// The colour of title and tick labels, where two axes share a plot.
    var color: Color?
    /// Whether numbers stand at the ticks.
    var hasNumbers = true
    /// Whether grid lines cross the plot.
    var hasGrid = true
    /// The room for names at the places of numbers.
    var namesDepth = 0.0
  }

  /// Where the data goes.
  let plot: Rect
  /// Whether all four sides are drawn; else the two or three that carry ticks.
  private let isBoxed: Bool
  private let bottom: Side
  private let left: Side
  private let right: Side?
  private let bottomTicks: Ticks
  private let leftTicks: Ticks
  private let rightTicks: Ticks?

  private static let gap = 5.0
  private static let tickLength = 3.5

  /// Lays out axes inside a rectangle.
  init(
    bottom: Side, left: Side, right: Side? = nil, isBoxed: Bool = false, in rect: Rect
  ) {
    self.isBoxed = isBoxed
    self.bottom = bottom
    self.left = left
    self.right = right
    let below = Frame.depth(below: bottom)
    let above = left.hasNumbers ? Style.tick.height / 2 : 1
    let height = max(10, rect.height - below - above)
    leftTicks = Ticks(left.scale, count: Int(height / 45))
    rightTicks = right.map { Ticks($0.scale, count: Int(height / 45)) }
    let leftDepth = Frame.depth(beside: left, leftTicks)
    var rightDepth = bottom.hasNumbers ? Style.border : 1
    if let right, let rightTicks { rightDepth = Frame.depth(beside: right, rightTicks) }
    let width = max(10, rect.width - leftDepth - rightDepth)
    bottomTicks = Frame.ticks(bottom, width: width)
    plot = Rect(x: rect.minX + leftDepth, y: rect.minY + above, width: width, height: height)
  }

  /// The place of a value pair; not finite when one of them has none.
  func point(_ x: Double, _ y: Double, onRight: Bool = false) -> Point {
    let side = onRight ? right ?? left : left
    return Point(
      plot.minX + bottom.scale.fraction(x) * plot.width,
      plot.maxY - side.scale.fraction(y) * plot.height)
  }

  /// The ticks along the bottom: as many as stand apart.
  private static func ticks(_ side: Side, width: Double) -> Ticks {
    var count = max(2, Int(width / 70), side.scale.marks.count)
    while true {
      let ticks = Ticks(side.scale, count: count)
      let labels = ticks.major.map { (side.scale.fraction($0.value) * width, $0.text) }
      let fits = zip(labels, labels.dropFirst()).allSatisfy { one, next in
        let room = (Style.tick.width(one.1) + Style.tick.width(next.1)) / 2 + 8
        return next.0 - one.0 >= room
      }
      if fits || count <= 2 { return ticks }
      count -= 1
    }
  }

  /// The room that an axis takes below the plot.
  static func depth(below side: Side) -> Double {
    var depth = side.hasNumbers ? tickLength + gap + Style.tick.height : 1
    depth += side.namesDepth
    if !side.title.isEmpty { depth += gap + Style.axisTitle.height }
    return depth
  }

  private static func depth(beside side: Side, _ ticks: Ticks) -> Double {
    var depth = 1.0
    if side.hasNumbers {
      depth = tickLength + gap + (ticks.major.map { Style.tick.width($0.text) }.max() ?? 0)
    }
    if !side.title.isEmpty { depth += gap + 2 + Style.axisTitle.height }
    return depth
  }
}

extension Frame {
  /// Draws what lies behind the data: the grid.
  func drawGrid(_ drawing: inout Drawing) {
    let width = Style.hairline
    if left.hasGrid {
      for tick in leftTicks.major {
        let y = plot.maxY - left.scale.fraction(tick.value) * plot.height
        drawing.box(Rect(x: plot.minX, y: y, width: plot.width, height: width), Style.grid)
      }
    }
    guard bottom.hasGrid else { return }
    for tick in bottomTicks.major {
      let x = plot.minX + bottom.scale.fraction(tick.value) * plot.width
      drawing.box(Rect(x: x, y: plot.minY, width: width, height: plot.height), Style.grid)
    }
  }

  /// Says in the middle of the plot that there is nothing to draw.
  func drawNoData(_ drawing: inout Drawing) {
    let style = Style.axisTitle.colored(Style.softInk)
    drawing.label(.middle("no data", style: style, at: plot.center))
  }

  /// Draws what lies over the data: the frame, ticks, numbers and titles.
  func drawAxes(_ drawing: inout Drawing) {
    let width = Style.hairline
    if isBoxed {
      drawing.border(plot.outset(width), Style.frame)
    } else {
      drawing.box(Rect(x: plot.minX, y: plot.minY, width: width, height: plot.height), Style.frame)
      drawing.box(Rect(x: plot.minX, y: plot.maxY, width: plot.width, height: width), Style.frame)
    }
    drawBottom(&drawing)
    drawSide(&drawing, left, leftTicks, x: plot.minX, outwards: -1)
    guard let right, let rightTicks else { return }
    drawing.box(Rect(x: plot.maxX, y: plot.minY, width: width, height: plot.height), Style.frame)
    drawSide(&drawing, right, rightTicks, x: plot.maxX, outwards: 1)
  }

  private func drawBottom(_ drawing: inout Drawing) {
    let style = bottom.color.map(Style.tick.colored) ?? Style.tick
    let baseline = plot.maxY + Frame.tickLength + Frame.gap + style.ascent
    if bottom.hasNumbers {
      for tick in bottomTicks.major {
        let x = plot.minX + bottom.scale.fraction(tick.value) * plot.width
        drawing.box(
          Rect(x: x, y: plot.maxY, width: Style.hairline, height: Frame.tickLength), Style.frame)
        drawing.label(Label(tick.text, style: style, at: Point(x, baseline), align: .center))
      }
      for value in bottomTicks.minor {
        let x = plot.minX + bottom.scale.fraction(value) * plot.width
        drawing.box(Rect(x: x, y: plot.maxY, width: Style.hairline, height: 2), Style.frame)
      }
    }
    let title = FittedText(bottom.title, style: Style.axisTitle, width: plot.width)
    let top = plot.maxY + Frame.depth(below: bottom) - Style.axisTitle.height
    drawing.lines(title, x: plot.center.x, top: top)
  }

  private func drawSide(
    _ drawing: inout Drawing, _ side: Side, _ ticks: Ticks, x: Double, outwards: Double
  ) {
    let style = side.color.map(Style.tick.colored) ?? Style.tick
    let reach = Frame.tickLength + Frame.gap
    if side.hasNumbers {
      for tick in ticks.major {
        let y = plot.maxY - side.scale.fraction(tick.value) * plot.height
        drawTick(&drawing, x: x, y: y, length: Frame.tickLength * outwards)
        drawing.label(
          .middle(
            tick.text, style: style, at: Point(x + reach * outwards, y),
            align: outwards < 0 ? .trailing : .leading))
      }
      for value in ticks.minor {
        let y = plot.maxY - side.scale.fraction(value) * plot.height
        drawTick(&drawing, x: x, y: y, length: 2 * outwards)
      }
    }
    drawTitle(&drawing, side, ticks, x: x, outwards: outwards)
  }

  private func drawTick(_ drawing: inout Drawing, x: Double, y: Double, length: Double) {
    drawing.box(
      Rect(x: min(x, x + length), y: y, width: abs(length), height: Style.hairline), Style.frame)
  }

  private func drawTitle(
    _ drawing: inout Drawing, _ side: Side, _ ticks: Ticks, x: Double, outwards: Double
  ) {
    let style = side.color.map(Style.axisTitle.colored) ?? Style.axisTitle
    let title = FittedText(side.title, style: style, width: plot.height)
    guard let text = title.lines.first else { return }
    let edge = x + outwards * Frame.depth(beside: side, ticks)
    let baseline = outwards < 0 ? edge + title.style.ascent : edge - title.style.descent
    drawing.label(
      Label(
        text, style: title.style, at: Point(baseline, plot.center.y), align: .center,
        isTurned: true))
  }
}
