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
