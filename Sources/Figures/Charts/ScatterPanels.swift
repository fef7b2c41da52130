/// Scatter plots beside and below each other with one legend: true labels beside predicted ones,
/// PCA beside t-SNE, a 3 x 3 grid of a network's layers.
public struct ScatterPanels: Figure {
  /// The heading; may be empty.
  public var title: String
  /// The panels, row by row.
  public var panels: [ScatterPanel]
  /// The names of classes 0, 1, 2, …; missing ones are called by their number.
  public var classNames: [String]
  /// The panels in a row.
  public var columns: Int
  /// What the horizontal coordinate is: "PC₁".
  public var xTitle: String
  /// What the vertical coordinate is.
  public var yTitle: String
  /// Whether the axes carry numbers; a t-SNE map has no use for them.
  public var hasNumbers: Bool
  /// The width in points; the height follows.
  public var width: Double

  /// Describes a figure of scatter plots.
  ///
  /// - Parameters:
  ///   - title: the heading.
  ///   - panels: the panels, row by row.
  ///   - classNames: the names of the classes in order.
  ///   - columns: panels in a row; all of them up to 3 when nil.
  ///   - xTitle: the name of the horizontal coordinate.
  ///   - yTitle: the name of the vertical coordinate.
  ///   - hasNumbers: whether the axes carry numbers.
  ///   - width: the width in points.
  public init(
    title: String = "", panels: [ScatterPanel], classNames: [String] = [], columns: Int? = nil,
    xTitle: String = "", yTitle: String = "", hasNumbers: Bool = true, width: Double = 720
  ) {
    self.title = title
    self.panels = panels
    self.classNames = classNames
    self.columns = max(1, columns ?? min(3, panels.count))
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.hasNumbers = hasNumbers
    self.width = width
  }

  private static let gap = 14.0
  private static let narrowestPanel = 120.0

  public func drawing() -> Drawing {
    let entries = legendEntries()
    let narrowest = Double(columns) * (ScatterPanels.narrowestPanel + ScatterPanels.gap)
    let inner = max(narrowest, width - 2 * Style.border)
    let legend = entries.isEmpty ? nil : Legend(entries, width: inner, height: 260, isWide: true)
    let panelWidth = (inner - Double(columns - 1) * ScatterPanels.gap) / Double(columns)
    let panelHeight = columns == 1 ? min(panelWidth, 420) : panelWidth * 0.92
    let titles = panels.map {
      FittedText($0.title, style: panelTitleStyle, width: panelWidth - 8, maxLines: 2)
    }
    let rows = max(1, (panels.count + columns - 1) / columns)
    let titleHeights = (0..<rows).map { row in
      titles.dropFirst(row * columns).prefix(columns).map(\.height).max() ?? 0
    }
    let panelsHeight =
      titleHeights.reduce(0, +) + Double(rows) * (panelHeight + 4)
      + Double(rows - 1) * ScatterPanels.gap
    let notes = Page.notes(skipped: panels.reduce(0) { $0 + $1.skipped })
    let content = Size(inner, panelsHeight + (legend.map { $0.size.height + 6 } ?? 0))
    var page = Page(
      size: Page.size(around: content, title: title, notes: notes), title: title, notes: notes)

    if let legend { page.placeBelow(legend) }
    var top = page.room.minY
    for row in 0..<rows {
      for column in 0..<min(columns, panels.count - row * columns) {
        let index = row * columns + column
        let x = page.room.minX + Double(column) * (panelWidth + ScatterPanels.gap)
        let rect = Rect(
          x: x, y: top + titleHeights[row] + 4, width: panelWidth, height: panelHeight)
        let plot = draw(panels[index], in: rect, &page.drawing)
        page.drawing.lines(
          titles[index], x: plot.center.x, top: rect.minY - 2 - titles[index].height)
      }
      top += titleHeights[row] + 4 + panelHeight + ScatterPanels.gap
    }
    return page.drawing
  }

  private var panelTitleStyle: TextStyle {
    columns > 2 ? Style.panelTitle.resized(11.5) : Style.panelTitle
  }

  private func draw(_ panel: ScatterPanel, in rect: Rect, _ drawing: inout Drawing) -> Rect {
    let dots = panel.dots
    func side(_ title: String, _ values: [Double]) -> Frame.Side {
      Frame.Side(
        title: title, scale: AxisScale(Axis(), values: values), hasNumbers: hasNumbers,
        hasGrid: hasNumbers)
    }
    let frame = Frame(
      bottom: side(panel.xTitle ?? xTitle, dots.map(\.x)),
      left: side(panel.yTitle ?? yTitle, dots.map(\.y)), isBoxed: true, in: rect)
    frame.drawGrid(&drawing)
    let radius = ScatterLook.radius(count: dots.count, plot: frame.plot)
    for isWrong in [false, true] {
      for dot in dots where dot.isWrong == isWrong {
        let marker = ScatterLook.marker(dot.classIndex, radius: radius, isWrong: isWrong)
        drawing.markers(marker, at: [frame.point(dot.x, dot.y)], clip: frame.plot.outset(6))
      }
    }
    if dots.isEmpty { frame.drawNoData(&drawing) }
    frame.drawAxes(&drawing)
    return frame.plot
  }

  private func legendEntries() -> [Legend.Entry] {
    let present = Set(panels.flatMap { $0.dots.map(\.classIndex) }).sorted { one, other in
      (one == ScatterPanel.noise ? 1 : 0, one) < (other == ScatterPanel.noise ? 1 : 0, other)
    }
    guard present.count > 1 || !classNames.isEmpty else { return [] }
    var entries = present.map { index in
      Legend.Entry(
        name: name(of: index), sample: .marker(ScatterLook.marker(index, radius: 3.6)))
    }
    if panels.contains(where: { $0.dots.contains(where: \.isWrong) }) {
      entries.append(
        Legend.Entry(
          name: "wrongly assigned", sample: .marker(ScatterLook.wrongMarker(radius: 3))))
    }
    return entries
  }

  private func name(of index: Int) -> String {
    if index < 0 { return index == ScatterPanel.noise ? "noise" : "unassigned" }
    return classNames.indices.contains(index) ? classNames[index] : "class \(index)"
  }
}

/// Points in the plane with their classes: one panel of a scatter figure.
public struct ScatterPanel: Sendable, Equatable {
  /// The heading: "true labels", "predicted, accuracy 0.93".
  public var title: String
  /// The first coordinates.
  public var x: [Double]
  /// The second coordinates, as many.
  public var y: [Double]
  /// The class of each point; -1 for none, `noise` for noise; all 0 when empty.
  public var classes: [Int]
  /// Whether each point is in the wrong class; none when empty.
  public var wrong: [Bool]
  /// What the horizontal coordinate is, where panels differ in it; the figure's when nil.
  public var xTitle: String?
  /// What the vertical coordinate is.
  public var yTitle: String?

  /// The class of a point that is noise.
  public static let noise = -2

  /// Describes a panel.
  public init(
    title: String = "", x: [Double], y: [Double], classes: [Int] = [], wrong: [Bool] = [],
    xTitle: String? = nil, yTitle: String? = nil
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.classes = classes
    self.wrong = wrong
    self.xTitle = xTitle
    self.yTitle = yTitle
  }

  struct Dot {
    let x: Double
    let y: Double
    let classIndex: Int
    let isWrong: Bool
  }

  /// The points that have a place, in the order of drawing: shuffled by a fixed stride, so that no
  /// class lies on top of the others because it came last in the data.
  var dots: [Dot] {
    let count = min(x.count, y.count)
    let axis = Axis()
    let shown = (0..<count).filter { axis.canShow(x[$0]) && axis.canShow(y[$0]) }
    guard !shown.isEmpty else { return [] }
    var stride = max(1, shown.count * 618 / 1000)
    while ScatterPanel.greatestCommonDivisor(stride, shown.count) != 1 { stride += 1 }
    return shown.indices.map { place in
      let index = shown[place * stride % shown.count]
      return Dot(
        x: x[index], y: y[index], classIndex: index < classes.count ? classes[index] : 0,
        isWrong: index < wrong.count && wrong[index])
    }
  }

  /// The number of points without a place.
  var skipped: Int {
    let axis = Axis()
    let shown = zip(x, y).filter { axis.canShow($0) && axis.canShow($1) }.count
    return max(x.count, y.count) - shown
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}

/// The look of a class in a scatter plot.
enum ScatterLook {
  /// The radius for so many points on so large a plot.
  static func radius(count: Int, plot: Rect) -> Double {
    let share = (plot.width * plot.height / Double(max(1, count))).squareRoot()
    return min(3.6, max(1.35, share * 0.3))
  }

  static func marker(_ classIndex: Int, radius: Double, isWrong: Bool = false) -> Marker {
    // Rings around dots touch in a crowd, so the white one shrinks with the dot.
    Marker(
      shape: Palette.shape(classIndex), radius: radius, fill: Palette.color(classIndex),
      edge: isWrong ? Style.ink : Color(0xFFFFFF),
      edgeWidth: isWrong ? max(0.7, radius * 0.26) : radius * 0.14)
  }

  /// The legend's line for wrongly assigned points.
  static func wrongMarker(radius: Double) -> Marker {
    Marker(
      shape: .circle, radius: radius, fill: Color(0xFFFFFF), edge: Style.ink, edgeWidth: 1.1)
  }
}
