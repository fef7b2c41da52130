/// The shape of a marker, in the order in which classes use them up.
public enum MarkerShape: Int, Sendable, CaseIterable {
  /// A disc.
  case circle
  /// An upright square.
  case square
  /// A triangle on its base.
  case triangle
  /// A square on its corner.
  case diamond
  /// A triangle on its tip.
  case pointedTriangle
  /// A five-pointed star.
  case star
  /// An upright cross.
  case plus
  /// A diagonal cross.
  case cross
  /// A hexagon.
  case hexagon
  /// A bar from left to right.
  case bar

  /// The shape of a line's markers: another for each line, for grey print.
  static func of(series index: Int) -> MarkerShape {
    allCases[max(0, index) % allCases.count]
  }

  /// The outline around the origin, of about the area of a disc of radius 1.
  var outline: [Point] {
    switch self {
    case .circle: Path.circle(center: Point(0, 0), radius: 1, segmentsPerQuarter: 6)
    case .square: Path.rectangle(Rect(x: -0.89, y: -0.89, width: 1.78, height: 1.78))
    case .triangle: [Point(0, -1.3), Point(1.22, 0.85), Point(-1.22, 0.85)]
    case .diamond: [Point(0, -1.28), Point(1.18, 0), Point(0, 1.28), Point(-1.18, 0)]
    case .pointedTriangle: [Point(0, 1.3), Point(-1.22, -0.85), Point(1.22, -0.85)]
    case .star: MarkerShape.starOutline
    case .plus: MarkerShape.plusOutline
    case .cross: MarkerShape.plusOutline.map { Point($0.x - $0.y, $0.x + $0.y) * 0.70710678 }
    case .hexagon:
      [
        Point(0, -1.1), Point(0.953, -0.55), Point(0.953, 0.55), Point(0, 1.1),
        Point(-0.953, 0.55), Point(-0.953, -0.55),
      ]
    case .bar: Path.rectangle(Rect(x: -1.35, y: -0.55, width: 2.7, height: 1.1))
    }
  }

  /// Ten corners on circles of radius 1.45 and 0.66, from the top clockwise.
  private static let starOutline: [Point] = {
    let directions = [
      Point(0, -1), Point(0.58778525, -0.80901699), Point(0.95105652, -0.30901699),
      Point(0.95105652, 0.30901699), Point(0.58778525, 0.80901699), Point(0, 1),
    ]
    let right = directions.enumerated().map { $1 * ($0 % 2 == 0 ? 1.45 : 0.66) }
    return right + right[1..<5].reversed().map { Point(-$0.x, $0.y) }
  }()

  private static let plusOutline: [Point] = {
    let (long, thin) = (1.2, 0.42)
    return [
      Point(-thin, -long), Point(thin, -long), Point(thin, -thin), Point(long, -thin),
      Point(long, thin), Point(thin, thin), Point(thin, long), Point(-thin, long),
      Point(-thin, thin), Point(-long, thin), Point(-long, -thin), Point(-thin, -thin),
    ]
  }()
}

/// How the points of a series or class are drawn.
struct Marker: Sendable, Equatable {
  var shape: MarkerShape
  /// The radius of the disc of the same area, in points.
  var radius: Double
  var fill: Color
  var edge: Color?
  var edgeWidth = 0.0
}
