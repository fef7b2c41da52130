import Files

/// A figure laid out: what will be drawn where, before any pixel is.
public struct Drawing: Sendable {
  /// The extent of the picture.
  public let size: Size
  /// The texts, each with its box, in drawing order.
  public var labels: [Label] {
    marks.compactMap { mark in
      guard case .label(let label) = mark else { return nil }
      return label
    }
  }
  private(set) var marks: [Mark] = []

  enum Mark: Sendable {
    case fill([[Point]], Color, clip: Rect?)
    case stroke([Point], Stroke, clip: Rect?)
    case box(Rect, Color)
    case markers(Marker, [Point], clip: Rect?)
    case image(Bitmap, Rect)
    case label(Label)
  }

  /// An empty picture; sides are kept between 1 and 8000 points.
  init(size: Size) {
    func bounded(_ side: Double) -> Double { side.isNaN ? 1 : min(8000, max(1, side.rounded(.up))) }
    self.size = Size(bounded(size.width), bounded(size.height))
  }

  /// The number of images in it, beside shapes and words.
  var imageCount: Int {
    marks.count { if case .image = $0 { true } else { false } }
  }

  /// The whole picture.
  var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// Fills polygons together.
  mutating func fill(_ polygons: [[Point]], _ color: Color, clip: Rect? = nil) {
    marks.append(.fill(polygons, color, clip: clip))
  }

  /// Draws a polyline.
  mutating func stroke(_ points: [Point], _ stroke: Stroke, clip: Rect? = nil) {
    marks.append(.stroke(points, stroke, clip: clip))
  }

  /// Fills a rectangle, its edges moved to whole pixels.
  mutating func box(_ rect: Rect, _ color: Color) { marks.append(.box(rect, color)) }

  /// Draws the border of a rectangle, inside it.
  mutating func border(_ rect: Rect, _ color: Color, width: Double = Style.hairline) {
    box(Rect(x: rect.minX, y: rect.minY, width: rect.width, height: width), color)
    box(Rect(x: rect.minX, y: rect.maxY - width, width: rect.width, height: width), color)
    box(Rect(x: rect.minX, y: rect.minY, width: width, height: rect.height), color)
    box(Rect(x: rect.maxX - width, y: rect.minY, width: width, height: rect.height), color)
  }

  /// Draws a marker at each place.
  mutating func markers(_ marker: Marker, at places: [Point], clip: Rect? = nil) {
    marks.append(.markers(marker, places, clip: clip))
  }

  /// Draws an image, each pixel taking the nearest sample.
  mutating func image(_ image: Bitmap, in rect: Rect) { marks.append(.image(image, rect)) }

  /// Adds what another picture shows, its top left corner at a place.
  mutating func add(_ other: Drawing, at corner: Point) {
    marks += other.marks.map { $0.moved(by: corner) }
  }

  /// Writes one line of text.
  mutating func label(_ label: Label) {
    if !label.text.isEmpty { marks.append(.label(label)) }
  }

  /// Writes the lines of a fitted text, the capitals of all of them centred around `middle`.
  mutating func lines(
    _ text: FittedText, x: Double, middle: Double, align: Label.Alignment = .center
  ) {
    let capitals = text.style.size * text.style.weight.font.capHeight
    let height = Double(max(0, text.lines.count - 1)) * text.style.leading + capitals
    let top = middle - height / 2 - (text.style.ascent - capitals)
    lines(text, x: x, top: top, align: align)
  }

  /// Writes the lines of a fitted text below each other, the first one's top at `top`.
  mutating func lines(
    _ text: FittedText, x: Double, top: Double, align: Label.Alignment = .center
  ) {
    for (index, line) in text.lines.enumerated() {
      let baseline = top + text.style.ascent + Double(index) * text.style.leading
      label(Label(line, style: text.style, at: Point(x, baseline), align: align))
    }
  }
}

extension Drawing.Mark {
  /// The mark in another place.
  func moved(by step: Point) -> Drawing.Mark {
    switch self {
    case .fill(let polygons, let color, let clip):
      .fill(polygons.map { $0.map { $0 + step } }, color, clip: clip?.moved(by: step))
    case .stroke(let points, let stroke, let clip):
      .stroke(points.map { $0 + step }, stroke, clip: clip?.moved(by: step))
    case .box(let rect, let color): .box(rect.moved(by: step), color)
    case .markers(let marker, let places, let clip):
      .markers(marker, places.map { $0 + step }, clip: clip?.moved(by: step))
    case .image(let image, let rect): .image(image, rect.moved(by: step))
    case .label(let label): .label(label.moved(by: step))
    }
  }
}

extension Rect {
  /// The rectangle in another place.
  func moved(by step: Point) -> Rect {
    Rect(x: x + step.x, y: y + step.y, width: width, height: height)
  }
}

extension Drawing {
  /// The picture with `scale` pixels to a point, `[H, W, 3]`; `scale` is kept between 0.25 and 8.
  public func bitmap(scale: Double = 2) -> Bitmap {
    let scale = scale.isNaN ? 2 : min(8, max(0.25, scale))
    var canvas = Canvas(
      width: Int((size.width * scale).rounded()), height: Int((size.height * scale).rounded()))
    for mark in marks { canvas.draw(mark, scale: scale) }
    return canvas.bitmap
  }
}

extension Canvas {
  fileprivate mutating func draw(_ mark: Drawing.Mark, scale: Double) {
    switch mark {
    case .fill(let polygons, let color, let clip):
      let scaled = polygons.map { $0.map { $0 * scale } }
      fill(scaled, color: color, clip: clip?.scaled(scale))
    case .stroke(let points, let stroke, let clip):
      let finite = points.filter(\.isFinite)
      fill(
        stroke.outline(of: finite, scale: scale), color: stroke.color, clip: clip?.scaled(scale))
    case .box(let rect, let color):
      fillAligned(rect.scaled(scale), color: color)
    case .markers(let marker, let places, let clip):
      draw(marker, at: places, scale: scale, clip: clip?.scaled(scale))
    case .image(let image, let rect):
      draw(image, in: rect.scaled(scale))
    case .label(let label):
      draw(label, scale: scale)
    }
  }

  private mutating func draw(_ marker: Marker, at places: [Point], scale: Double, clip: Rect?) {
    for place in places where place.isFinite {
      if let edge = marker.edge, marker.edgeWidth > 0 {
        let radius = (marker.radius + marker.edgeWidth) * scale
        stamp(marker.shape, radius: radius, at: place * scale, edge, clip: clip)
      }
      stamp(marker.shape, radius: marker.radius * scale, at: place * scale, marker.fill, clip: clip)
    }
  }

  private mutating func stamp(
    _ shape: MarkerShape, radius: Double, at center: Point, _ color: Color, clip: Rect?
  ) {
    guard let stamp = stamps.mask(of: shape, radius: radius, at: center) else { return }
    fill(stamp.mask, row: stamp.row, column: stamp.column, color: color, clip: clip)
  }

  private mutating func draw(_ label: Label, scale: Double) {
    let outline = label.style.weight.font.outline(of: label.text, size: label.style.size * scale)
    // A baseline on a whole pixel keeps the feet of the letters sharp.
    var origin = label.origin * scale
    if label.isTurned { origin.x.round() } else { origin.y.round() }
    let placed = outline.map { contour in
      contour.map { label.isTurned ? origin + Point($0.y, -$0.x) : origin + $0 }
    }
    fill(placed, color: label.style.color, blending: .values)
  }
}

extension Rect {
  fileprivate func scaled(_ scale: Double) -> Rect {
    Rect(x: x * scale, y: y * scale, width: width * scale, height: height * scale)
  }
}
