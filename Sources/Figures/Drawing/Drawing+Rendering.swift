import Files

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
