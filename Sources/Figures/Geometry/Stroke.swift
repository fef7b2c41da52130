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
