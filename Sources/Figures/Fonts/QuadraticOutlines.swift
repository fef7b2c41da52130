/// The tables `loca` and `glyf`: outlines of quadratic curves, and glyphs composed of others.
struct QuadraticOutlines: Sendable {
  let places: FontBytes
  let glyphs: FontBytes
  /// The number of glyphs.
  let count: Int
  /// Whether places are of four bytes.
  let hasLongPlaces: Bool

  /// Glyphs are composed of glyphs so deep at most, of so many in all, and have so many points.
  private static let (deepest, mostParts, mostPoints) = (8, 128, 20_000)

  /// A glyph being read.
  private struct Reading {
    var contours: [[Point]] = []
    var points = 0
    var parts = 0
  }

  /// A map of the plane: a part of a composed glyph in the place of the whole.
  private struct Placement {
    var (xx, xy, yx, yy) = (1.0, 0.0, 0.0, 1.0)
    var shift = Point(0, 0)

    func callAsFunction(_ point: Point) -> Point {
      Point(xx * point.x + yx * point.y, xy * point.x + yy * point.y) + shift
    }

    /// First `inner`, then this.
    func after(_ inner: Placement) -> Placement {
      var both = Placement()
      both.xx = xx * inner.xx + yx * inner.xy
      both.xy = xy * inner.xx + yy * inner.xy
      both.yx = xx * inner.yx + yx * inner.yy
      both.yy = xy * inner.yx + yy * inner.yy
      both.shift = self(inner.shift)
      return both
    }
  }

  /// The closed contours of a glyph as straight pieces, scaled.
  func contours(of glyph: Int, scale: Double) throws(FontFlaw) -> [[Point]] {
    var reading = Reading()
    var placement = Placement()
    (placement.xx, placement.yy) = (scale, scale)
    try read(glyph, placement, depth: 0, into: &reading)
    return reading.contours
  }

  private func read(
    _ glyph: Int, _ placement: Placement, depth: Int, into reading: inout Reading
  ) throws(FontFlaw) {
    guard glyph < count, depth <= Self.deepest, reading.parts < Self.mostParts else {
      throw FontFlaw("has a glyph composed of too many others")
    }
    reading.parts += 1
    let size = hasLongPlaces ? 4 : 2
    let unit = hasLongPlaces ? 1 : 2
    let start = try places.unsigned(glyph * size, bytes: size) * unit
    let end = try places.unsigned((glyph + 1) * size, bytes: size) * unit
    guard end > start else { return }
    let data = try glyphs.part(at: start, count: end - start)
    let contours = try data.int16(0)
    if contours >= 0 {
      try readSimple(data, contours: contours, placement, into: &reading)
    } else {
      try readComposed(data, placement, depth: depth, into: &reading)
    }
  }

  private func readSimple(
    _ data: FontBytes, contours: Int, _ placement: Placement, into reading: inout Reading
  ) throws(FontFlaw) {
    guard contours > 0 else { return }
    var ends: [Int] = []
    for contour in 0..<contours { ends.append(try data.uint16(10 + 2 * contour)) }
    let count = (ends.last ?? -1) + 1
    reading.points += count
    guard zip(ends, ends.dropFirst()).allSatisfy(<), reading.points <= Self.mostPoints else {
      throw FontFlaw("has a glyph whose contours are out of order or too long")
    }
    var cursor = 10 + 2 * contours
    cursor += 2 + (try data.uint16(cursor))
    let flags = try flags(data, count: count, &cursor)
    let x = try coordinates(data, flags, short: 2, same: 16, &cursor)
    let y = try coordinates(data, flags, short: 4, same: 32, &cursor)
    var first = 0
    for end in ends {
      let points = (first...end).map { index in
        (place: placement(Point(x[index], y[index])), onCurve: flags[index] & 1 != 0)
      }
      reading.contours.append(Path.flattened(points))
      first = end + 1
    }
  }

  private func flags(
    _ data: FontBytes, count: Int, _ cursor: inout Int
  ) throws(FontFlaw) -> [Int] {
    var flags: [Int] = []
    while flags.count < count {
      let flag = try data.uint8(cursor)
      cursor += 1
      var repeats = 1
      if flag & 8 != 0 {
        repeats += try data.uint8(cursor)
        cursor += 1
      }
      flags += Array(repeating: flag, count: min(repeats, count - flags.count))
    }
    return flags
  }

  private func coordinates(
    _ data: FontBytes, _ flags: [Int], short: Int, same: Int, _ cursor: inout Int
  ) throws(FontFlaw) -> [Double] {
    var value = 0
    var values: [Double] = []
    for flag in flags {
      if flag & short != 0 {
        let step = try data.uint8(cursor)
        value += flag & same != 0 ? step : -step
        cursor += 1
      } else if flag & same == 0 {
        value += try data.int16(cursor)
        cursor += 2
      }
      values.append(Double(value))
    }
    return values
  }

  private func readComposed(
    _ data: FontBytes, _ placement: Placement, depth: Int, into reading: inout Reading
  ) throws(FontFlaw) {
    var cursor = 10
    var hasMore = true
    while hasMore {
      let flags = try data.uint16(cursor)
      let glyph = try data.uint16(cursor + 2)
      cursor += 4
      hasMore = flags & 0x20 != 0
      var part = Placement()
      let hasWords = flags & 1 != 0
      // Parts that are hung up by points of the outline are rare, and stand where they were drawn.
      if flags & 2 != 0 {
        part.shift = Point(
          Double(hasWords ? try data.int16(cursor) : try data.int8(cursor)),
          Double(hasWords ? try data.int16(cursor + 2) : try data.int8(cursor + 1)))
      }
      cursor += hasWords ? 4 : 2
      func share(_ place: Int) throws(FontFlaw) -> Double { Double(try data.int16(place)) / 16384 }
      if flags & 0x08 != 0 {
        part.xx = try share(cursor)
        part.yy = part.xx
        cursor += 2
      } else if flags & 0x40 != 0 {
        (part.xx, part.yy) = (try share(cursor), try share(cursor + 2))
        cursor += 4
      } else if flags & 0x80 != 0 {
        (part.xx, part.xy) = (try share(cursor), try share(cursor + 2))
        (part.yx, part.yy) = (try share(cursor + 4), try share(cursor + 6))
        cursor += 8
      }
      try read(glyph, placement.after(part), depth: depth + 1, into: &reading)
    }
  }
}

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
