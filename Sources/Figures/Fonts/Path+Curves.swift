/// Curves of glyphs as straight pieces.
extension Path {
  /// A TrueType contour: on-curve points are implied between two off-curve ones.
  static func flattened(_ points: [(place: Point, onCurve: Bool)]) -> [Point] {
    var complete: [(place: Point, onCurve: Bool)] = []
    for (index, point) in points.enumerated() {
      let last = points[(index + points.count - 1) % points.count]
      if !point.onCurve, !last.onCurve {
        complete.append(((last.place + point.place) * 0.5, true))
      }
      complete.append(point)
    }
    guard let start = complete.firstIndex(where: \.onCurve) else { return [] }
    let turned = Array(complete[start...] + complete[...start])
    var result: [Point] = []
    var index = 0
    while index + 1 < turned.count {
      result.append(turned[index].place)
      if turned[index + 1].onCurve {
        index += 1
      } else {
        let end = turned[index + 2].place
        result += curve(turned[index].place, turned[index + 1].place, end)
        index += 2
      }
    }
    return result
  }

  /// The inner points of a quadratic curve, within 4 font units of it (0.06 pixels at 30 an em).
  private static func curve(_ start: Point, _ control: Point, _ end: Point) -> [Point] {
    let bend = (start - control * 2 + end).length / 4
    let steps = steps(within: bend)
    return (1..<steps).map { step in
      let t = Double(step) / Double(steps)
      let s = 1 - t
      return start * (s * s) + control * (2 * s * t) + end * (t * t)
    }
  }

  /// The points of a cubic curve behind its first one, within 4 font units of it.
  static func flattened(cubic points: (Point, Point, Point, Point)) -> [Point] {
    let (a, b, c, d) = points
    // The second differences bound how far the curve is from a chord (times 3 / 4 at most).
    let bend = max((a - b * 2 + c).length, (b - c * 2 + d).length) * 0.75
    let steps = steps(within: bend)
    return (1...steps).map { step in
      let t = Double(step) / Double(steps)
      let s = 1 - t
      return a * (s * s * s) + b * (3 * s * s * t) + c * (3 * s * t * t) + d * (t * t * t)
    }
  }

  /// How many pieces bring a bend below 4 units; at least 2, and no more than anybody sees.
  private static func steps(within bend: Double) -> Int {
    guard bend.isFinite else { return 2 }
    return max(2, Int(min(64, (bend / 4).squareRoot().rounded(.up))))
  }
}
