/// Finds how much of each pixel a filled shape covers.
///
/// Each row of pixels is cut by 16 lines; on each the spans inside the shape (nonzero winding) are
/// measured exactly, so uprights are exact and slopes have 16 levels at least. Only sums, products
/// and quotients in double precision: the same on every machine.
struct Coverage {
  /// The lines that cut one row of pixels.
  private static let lines = 16
  /// The steps that coverage is rounded to: few enough that most figures fit a palette of 256.
  static let levels = 16

  /// A side of a polygon from top to bottom, in lines; `x = start + slope * line`.
  private struct Edge {
    var firstLine: Int
    var endLine: Int
    var start: Double
    var slope: Double
    var winding: Int
  }

  private let columns: Range<Int>
  private let rows: Range<Int>
  private var partial: [Double]
  private var runs: [Double]

  /// Sets up for shapes inside a rectangle of pixels.
  init(columns: Range<Int>, rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
    partial = Array(repeating: 0, count: columns.count + 2)
    runs = partial
  }

  /// Calls `paint(row, column, level)` for each pixel that the polygons cover, `level` in
  /// `1...levels`. Polygons with a corner that is not finite are left out.
  mutating func scan(_ polygons: [[Point]], paint: (Int, Int, Int) -> Void) {
    var edges = edges(of: polygons)
    guard !columns.isEmpty, !edges.isEmpty else { return }
    edges.sort { ($0.firstLine, $0.start, $0.slope) < ($1.firstLine, $1.start, $1.slope) }
    var next = 0
    var active: [Edge] = []
    var crossings: [(x: Double, winding: Int)] = []
    var line = edges[0].firstLine
    while next < edges.count || !active.isEmpty {
      if active.isEmpty { line = max(line, edges[next].firstLine) }
      let row = line / Coverage.lines
      var touched = (columns.count, -1)
      while line < (row + 1) * Coverage.lines {
        while next < edges.count, edges[next].firstLine <= line {
          active.append(edges[next])
          next += 1
        }
        active.removeAll { $0.endLine <= line }
        crossings.removeAll(keepingCapacity: true)
        for edge in active {
          crossings.append((edge.start + edge.slope * Double(line), edge.winding))
        }
        crossings.sort { $0.x < $1.x }
        addSpans(crossings, touched: &touched)
        line += 1
      }
      flush(row: row, touched: touched, paint: paint)
    }
  }

  private func edges(of polygons: [[Point]]) -> [Edge] {
    let lineRange = rows.lowerBound * Coverage.lines..<rows.upperBound * Coverage.lines
    var edges: [Edge] = []
    for polygon in polygons where polygon.count > 2 && polygon.allSatisfy(\.isFinite) {
      let corners = polygon.map(Coverage.bounded)
      var from = corners[corners.count - 1]
      for to in corners {
        if let edge = edge(from, to, within: lineRange) { edges.append(edge) }
        from = to
      }
    }
    return edges
  }

  /// Far outside any picture nothing shows, and slopes must stay finite.
  private static func bounded(_ point: Point) -> Point {
    Point(min(1e6, max(-1e6, point.x)), min(1e6, max(-1e6, point.y)))
  }

  private func edge(_ from: Point, _ to: Point, within lineRange: Range<Int>) -> Edge? {
    guard from.y != to.y else { return nil }
    let (top, bottom) = from.y < to.y ? (from, to) : (to, from)
    let lines = Double(Coverage.lines)
    func firstLine(below y: Double) -> Int {
      let bounded = min(Double(lineRange.upperBound), max(-1, y * lines - 0.5))
      return max(lineRange.lowerBound, Int(bounded.rounded(.up)))
    }
    let first = firstLine(below: top.y)
    let end = firstLine(below: bottom.y)
    guard first < end else { return nil }
    let slope = (bottom.x - top.x) / (bottom.y - top.y) / lines
    return Edge(
      firstLine: first, endLine: end, start: top.x - slope * (top.y * lines - 0.5),
      slope: slope, winding: from.y < to.y ? 1 : -1)
  }

  private mutating func addSpans(
    _ crossings: [(x: Double, winding: Int)], touched: inout (Int, Int)
  ) {
    var winding = 0
    var start = 0.0
    for crossing in crossings {
      if winding == 0 { start = crossing.x }
      winding += crossing.winding
      if winding == 0 { addSpan(start, crossing.x, touched: &touched) }
    }
  }

  private mutating func addSpan(_ from: Double, _ to: Double, touched: inout (Int, Int)) {
    let width = Double(columns.count)
    let left = min(width, max(0, from - Double(columns.lowerBound)))
    let right = min(width, max(0, to - Double(columns.lowerBound)))
    guard left < right else { return }
    let first = Int(left)
    let last = Int(right)
    if first == last {
      partial[first] += right - left
    } else {
      partial[first] += Double(first + 1) - left
      partial[last] += right - Double(last)
      runs[first + 1] += 1
      runs[last] -= 1
    }
    touched = (min(touched.0, first), max(touched.1, last))
  }

  private mutating func flush(
    row: Int, touched: (Int, Int), paint: (Int, Int, Int) -> Void
  ) {
    guard touched.0 <= touched.1 else { return }
    var run = 0.0
    let scale = Double(Coverage.levels) / Double(Coverage.lines)
    for column in touched.0...touched.1 {
      run += runs[column]
      let level = Int(((run + partial[column]) * scale).rounded())
      runs[column] = 0
      partial[column] = 0
      if level > 0, column < columns.count {
        paint(row, column + columns.lowerBound, min(Coverage.levels, level))
      }
    }
  }
}

/// Markers as masks of pixels: drawn once for each of four places within a pixel, then stamped.
///
/// Markers are moved by at most a quarter of a pixel, which nobody sees; thousands of equal points
/// then cost one outline, and files of equal patterns are small.
struct MarkerStamps {
  /// The pixels that a marker covers, around the pixel that holds its centre.
  struct Mask {
    struct Pixel {
      let row: Int
      let column: Int
      /// How much is covered, `1...Coverage.levels`.
      let level: Int
    }

    let pixels: [Pixel]
    let rows: Range<Int>
    let columns: Range<Int>
  }

  private struct Key: Hashable {
    let shape: MarkerShape
    /// In pixels.
    let radius: Double
    /// The half pixels from the left and the top edge of the pixel to the centre: 0 or 1.
    let halfX, halfY: Int
  }

  private var masks: [Key: Mask] = [:]

  /// The mask of a marker and the pixel it is stamped on; nil far outside any picture.
  ///
  /// - Parameters:
  ///   - shape: the outline.
  ///   - radius: its size, in pixels.
  ///   - center: its place, in pixels.
  /// - Returns: the mask, and where its origin goes.
  mutating func mask(
    of shape: MarkerShape, radius: Double, at center: Point
  ) -> (mask: Mask, row: Int, column: Int)? {
    guard center.x.magnitude < 1e6, center.y.magnitude < 1e6, radius < 1e4 else { return nil }
    let halves = (x: Int((center.x * 2).rounded()), y: Int((center.y * 2).rounded()))
    let key = Key(shape: shape, radius: radius, halfX: halves.x & 1, halfY: halves.y & 1)
    let mask = masks[key] ?? Self.drawn(key)
    masks[key] = mask
    return (mask, halves.y >> 1, halves.x >> 1)
  }

  private static func drawn(_ key: Key) -> Mask {
    let reach = Int((key.radius * 1.5).rounded(.up)) + 2
    let origin = Point(
      Double(reach) + Double(key.halfX) / 2, Double(reach) + Double(key.halfY) / 2)
    let polygon = key.shape.outline.map { $0 * key.radius + origin }
    var coverage = Coverage(columns: 0..<2 * reach, rows: 0..<2 * reach)
    var pixels: [Mask.Pixel] = []
    coverage.scan([polygon]) { row, column, level in
      pixels.append(Mask.Pixel(row: row - reach, column: column - reach, level: level))
    }
    return Mask(pixels: pixels, rows: -reach..<reach, columns: -reach..<reach)
  }
}
