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
