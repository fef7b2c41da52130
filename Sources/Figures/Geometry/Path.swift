/// Outlines made of straight pieces, built without the C library's trigonometry.
package enum Path {
  /// The corners of a rectangle, clockwise on the page.
  package static func rectangle(_ rect: Rect) -> [Point] {
    [
      Point(rect.minX, rect.minY), Point(rect.maxX, rect.minY), Point(rect.maxX, rect.maxY),
      Point(rect.minX, rect.maxY),
    ]
  }

  /// A circle, clockwise on the page, from four cubic Bézier curves (radial error 0.03 %).
  package static func circle(
    center: Point, radius: Double, segmentsPerQuarter: Int
  ) -> [Point] {
    let handle = 0.5522847498
    var quarter: [Point] = []
    for step in 0..<segmentsPerQuarter {
      let t = Double(step) / Double(segmentsPerQuarter)
      let s = 1 - t
      let (a, b, c, d) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
      quarter.append(Point(a + b + handle * c, handle * b + c + d))
    }
    let turns: [(Point) -> Point] = [
      { $0 }, { Point(-$0.y, $0.x) }, { Point(-$0.x, -$0.y) }, { Point($0.y, -$0.x) },
    ]
    return turns.flatMap { turn in quarter.map { center + turn($0) * radius } }
  }

  /// The pieces of a polyline that a dash pattern leaves.
  ///
  /// - Parameters:
  ///   - points: the polyline.
  ///   - pattern: lengths drawn and skipped in turn, all positive; an even number of them.
  /// - Returns: the pieces, each a polyline.
  package static func dashes(_ points: [Point], pattern: [Double]) -> [[Point]] {
    guard let first = points.first, !pattern.isEmpty, pattern.allSatisfy({ $0 > 0 }) else {
      return [points]
    }
    var pieces: [[Point]] = []
    var piece = [first]
    var phase = 0
    var left = pattern[0]
    for (from, to) in zip(points, points.dropFirst()) {
      let length = (to - from).length
      guard length > 0 else { continue }
      var done = 0.0
      while length - done > left {
        done += left
        let cut = from + (to - from) * (done / length)
        if phase % 2 == 0 { pieces.append(piece + [cut]) }
        piece = [cut]
        phase = (phase + 1) % pattern.count
        left = pattern[phase]
      }
      left -= length - done
      piece.append(to)
    }
    if phase % 2 == 0, piece.count > 1 { pieces.append(piece) }
    return pieces
  }
}

/// The pen of a line.
package struct Stroke: Sendable, Equatable {
  var color: Color
  /// The width in points.
  var width: Double
  /// Lengths drawn and skipped in turn, in points; empty for a solid line.
  var dashes: [Double]
  /// Whether the two ends are half discs; else they are cut square.
  var roundCaps: Bool

  package init(color: Color, width: Double, dashes: [Double] = [], roundCaps: Bool = true) {
    self.color = color
    self.width = width
    self.dashes = dashes
    self.roundCaps = roundCaps
  }

  /// The polygons whose union is the stroked polyline, all of one orientation, so that filling
  /// them together by the nonzero rule gives the union.
  ///
  /// - Parameters:
  ///   - points: the polyline, in points.
  ///   - scale: the pixels of a point: the polygons come in pixels.
  /// - Returns: the polygons, in pixels.
  package func outline(of points: [Point], scale: Double) -> [[Point]] {
    let pieces = dashes.isEmpty ? [points] : Path.dashes(points, pattern: dashes)
    return pieces.flatMap { outline(ofPiece: $0.map { $0 * scale }, radius: width * scale / 2) }
  }

  private func outline(ofPiece points: [Point], radius: Double) -> [[Point]] {
    var polygons: [[Point]] = []
    var last: Point?
    for (from, to) in zip(points, points.dropFirst()) {
      let along = to - from
      let length = along.length
      guard length > 1e-9 else { continue }
      let direction = along * (1 / length)
      let side = Point(-direction.y, direction.x) * radius
      polygons.append([from - side, to - side, to + side, from + side])
      if let last, last.x * direction.x + last.y * direction.y < 0.9999 {
        polygons.append(disc(at: from, radius: radius))
      }
      last = direction
    }
    if roundCaps || last == nil {
      for end in Set([0, points.count - 1]).sorted() where points.indices.contains(end) {
        polygons.append(disc(at: points[end], radius: radius))
      }
    }
    return polygons
  }

  private func disc(at center: Point, radius: Double) -> [Point] {
    Path.circle(
      center: center, radius: radius, segmentsPerQuarter: max(2, Int(radius.squareRoot() * 2.5)))
  }
}

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
