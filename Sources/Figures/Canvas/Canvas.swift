import Files

/// A picture made of opaque pixels, drawn on with anti-aliasing.
///
/// Coordinates are in pixels here, from the top left corner; a pixel is a unit square. Everything
/// is clipped to the picture.
package struct Canvas {
  let width: Int
  let height: Int
  /// The samples, `[height * width * 3]`.
  private var samples: [UInt8]
  /// The masks of the markers drawn so far.
  var stamps = MarkerStamps()

  /// A white picture.
  package init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    samples = [UInt8](repeating: 255, count: self.width * self.height * 3)
  }

  /// The picture, `[H, W, 3]`.
  package var bitmap: Bitmap {
    Bitmap(height: height, width: width, channels: 3, bytes: samples)
      ?? Bitmap(height: 0, width: 0, red: 255, green: 255, blue: 255)
  }

  /// How a partly covered pixel mixes paint and ground.
  package enum Blending {
    /// In proportion to light (the transfer curve taken as a square): right for shapes.
    case light
    /// In proportion to the stored values: keeps dark text on white as heavy as it was designed.
    case values
  }

  /// Fills polygons together by the nonzero rule.
  package mutating func fill(
    _ polygons: [[Point]], color: Color, clip: Rect? = nil, blending: Blending = .light
  ) {
    let bounds = pixelBounds(of: polygons, clip: clip)
    var coverage = Coverage(columns: bounds.columns, rows: bounds.rows)
    let share = min(1, max(0, color.opacity)) / Double(Coverage.levels)
    coverage.scan(polygons) { row, column, level in
      blend(color, share: Double(level) * share, row: row, column: column, blending)
    }
  }

  /// Fills a rectangle whose edges are moved to the nearest pixel edges; a side that is not zero
  /// stays at least one pixel long.
  package mutating func fillAligned(_ rect: Rect, color: Color) {
    let columns = aligned(rect.minX, rect.maxX, limit: width)
    let rows = aligned(rect.minY, rect.maxY, limit: height)
    for row in rows {
      for column in columns { blend(color, share: color.opacity, row: row, column: column, .light) }
    }
  }

  /// Draws an image into a rectangle, each pixel taking the nearest sample.
  package mutating func draw(_ image: Bitmap, in rect: Rect) {
    let columns = aligned(rect.minX, rect.maxX, limit: width)
    let rows = aligned(rect.minY, rect.maxY, limit: height)
    guard image.width > 0, image.height > 0 else { return }
    let sources = columns.map { ($0 - columns.lowerBound) * image.width / columns.count }
    for row in rows {
      let source = (row - rows.lowerBound) * image.height / rows.count
      for (column, sourceColumn) in zip(columns, sources) {
        let color = image.color(row: source, column: sourceColumn)
        let start = (row * width + column) * 3
        samples[start] = color.red
        samples[start + 1] = color.green
        samples[start + 2] = color.blue
      }
    }
  }

  /// Fills the pixels of a mask whose origin lies on a pixel.
  mutating func fill(
    _ mask: MarkerStamps.Mask, row: Int, column: Int, color: Color, clip: Rect? = nil
  ) {
    let bounds = pixelBounds(
      from: Point(Double(column + mask.columns.lowerBound), Double(row + mask.rows.lowerBound)),
      to: Point(Double(column + mask.columns.upperBound), Double(row + mask.rows.upperBound)),
      clip: clip)
    let share = min(1, max(0, color.opacity)) / Double(Coverage.levels)
    for pixel in mask.pixels {
      let (y, x) = (row + pixel.row, column + pixel.column)
      guard bounds.rows.contains(y), bounds.columns.contains(x) else { continue }
      blend(color, share: Double(pixel.level) * share, row: y, column: x, .light)
    }
  }

  private mutating func blend(
    _ color: Color, share: Double, row: Int, column: Int, _ blending: Blending
  ) {
    let start = (row * width + column) * 3
    if share >= 1 {
      samples[start] = color.red
      samples[start + 1] = color.green
      samples[start + 2] = color.blue
      return
    }
    samples[start] = Canvas.mix(samples[start], color.red, share, blending)
    samples[start + 1] = Canvas.mix(samples[start + 1], color.green, share, blending)
    samples[start + 2] = Canvas.mix(samples[start + 2], color.blue, share, blending)
  }

  private static func mix(
    _ ground: UInt8, _ paint: UInt8, _ share: Double, _ blending: Blending
  ) -> UInt8 {
    let old = Double(ground)
    let new = Double(paint)
    let mixed =
      switch blending {
      case .light: (old * old + (new * new - old * old) * share).squareRoot()
      case .values: old + (new - old) * share
      }
    return UInt8(min(255, max(0, mixed.rounded())))
  }

  private func aligned(_ from: Double, _ to: Double, limit: Int) -> Range<Int> {
    guard from.isFinite, to.isFinite, from <= to else { return 0..<0 }
    func pixel(_ place: Double) -> Int { Int(min(Double(limit), max(0, place)).rounded()) }
    let first = pixel(from)
    let last = pixel(to)
    if first == last, from < to, first < limit { return first..<first + 1 }
    return first..<last
  }

  private func pixelBounds(
    of polygons: [[Point]], clip: Rect?
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    var (left, top) = (Double.infinity, Double.infinity)
    var (right, bottom) = (-Double.infinity, -Double.infinity)
    for polygon in polygons {
      for point in polygon where point.isFinite {
        left = min(left, point.x)
        right = max(right, point.x)
        top = min(top, point.y)
        bottom = max(bottom, point.y)
      }
    }
    guard left <= right, top <= bottom else { return (0..<0, 0..<0) }
    return pixelBounds(from: Point(left, top), to: Point(right, bottom), clip: clip)
  }

  private func pixelBounds(
    from topLeft: Point, to bottomRight: Point, clip: Rect?
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    var (left, top) = (topLeft.x, topLeft.y)
    var (right, bottom) = (bottomRight.x, bottomRight.y)
    if let clip {
      (left, right) = (max(left, clip.minX.rounded()), min(right, clip.maxX.rounded()))
      (top, bottom) = (max(top, clip.minY.rounded()), min(bottom, clip.maxY.rounded()))
    }
    func range(_ from: Double, _ to: Double, limit: Int) -> Range<Int> {
      let first = Int(min(Double(limit), max(0, from.rounded(.down))))
      let end = Int(min(Double(limit), max(0, to.rounded(.up))))
      return first..<max(first, end)
    }
    return (range(left, right, limit: width), range(top, bottom, limit: height))
  }
}
