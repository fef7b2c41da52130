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
