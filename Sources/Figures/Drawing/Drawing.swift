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
