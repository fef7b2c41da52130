import Files
import Foundation
import Specification

/// A picture as SVG: the same marks as a bitmap's, as shapes.
///
/// Letters are outlines, each drawn once and used wherever it stands: a figure looks the same on a machine
/// without its fonts, in any script, and its layout was measured with just these letters. What they say
/// stands beside them for readers of the text (`aria-label`), its special characters escaped.
struct SVGCanvas {
  private var definitions = ""
  private var body = ""
  private var names: [String: String] = [:]

  /// Draws marks.
  ///
  /// - Throws: `PNGError` when an image in them cannot be written.
  init(_ marks: [Drawing.Mark]) throws {
    for mark in marks { try draw(mark) }
  }

  /// The whole file.
  func text(_ size: Size) -> String {
    let (width, height) = (SVGNumber.text(size.width), SVGNumber.text(size.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)">
      <defs>
      \(definitions)</defs>
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      \(body)</svg>

      """
  }

  private mutating func draw(_ mark: Drawing.Mark) throws {
    switch mark {
    case .fill(let polygons, let color, let clip):
      let path = SVGNumber.path(polygons, decimals: 2)
      if !path.isEmpty { add("<path d=\"\(path)\"\(paint(color))\(clipping(clip))/>") }
    case .stroke(let points, let stroke, let clip): draw(points, stroke, clip)
    case .box(let rect, let color): draw(rect, color)
    case .markers(let marker, let places, let clip): draw(marker, places, clip)
    case .image(let image, let rect): try draw(image, rect)
    case .label(let label): draw(label)
    }
  }

  private mutating func add(_ element: String) { body += element + "\n" }

  /// The name of what is drawn more than once; `make` says what it is the first time.
  private mutating func name(
    _ prefix: String, _ content: String, _ make: (_ name: String) -> String
  ) -> String {
    let key = prefix + content
    if let known = names[key] { return known }
    let name = "\(prefix)\(names.count)"
    names[key] = name
    definitions += make(name) + "\n"
    return name
  }

  private func paint(_ color: Color, _ attribute: String = "fill") -> String {
    let opacity =
      color.opacity < 1 ? " \(attribute)-opacity=\"\(SVGNumber.text(color.opacity))\"" : ""
    return " \(attribute)=\"\(SVGNumber.hexadecimal(color))\"\(opacity)"
  }

  private mutating func clipping(_ clip: Rect?) -> String {
    guard let clip else { return "" }
    let rect = "<rect\(place(clip))/>"
    let name = name("c", rect) { "<clipPath id=\"\($0)\">\(rect)</clipPath>" }
    return " clip-path=\"url(#\(name))\""
  }

  private func place(_ rect: Rect) -> String {
    let numbers = [rect.x, rect.y, rect.width, rect.height].map { SVGNumber.text($0) }
    return zip(["x", "y", "width", "height"], numbers).map { " \($0)=\"\($1)\"" }.joined()
  }

  private mutating func draw(_ points: [Point], _ stroke: Stroke, _ clip: Rect?) {
    let path = SVGNumber.line(points.filter(\.isFinite))
    guard !path.isEmpty else { return }
    let dashes = stroke.dashes.map { SVGNumber.text($0) }.joined(separator: " ")
    let caps = stroke.roundCaps && dashes.isEmpty ? "round" : "butt"
    add(
      "<path d=\"\(path)\" fill=\"none\"\(paint(stroke.color, "stroke")) "
        + "stroke-width=\"\(SVGNumber.text(stroke.width))\" stroke-linejoin=\"round\" "
        + "stroke-linecap=\"\(caps)\"\(dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")"
        + "\(clipping(clip))/>")
  }

  /// Edges lie on half points, where a bitmap of two pixels to a point has them.
  private mutating func draw(_ rect: Rect, _ color: Color) {
    func half(_ value: Double) -> Double { (value * 2).rounded() / 2 }
    var aligned = Rect(x: half(rect.minX), y: half(rect.minY), width: 0, height: 0)
    aligned.width = half(rect.maxX) - aligned.x
    aligned.height = half(rect.maxY) - aligned.y
    if aligned.width == 0, rect.width > 0 { aligned.width = 0.5 }
    if aligned.height == 0, rect.height > 0 { aligned.height = 0.5 }
    guard [aligned.x, aligned.y, aligned.width, aligned.height].allSatisfy(\.isFinite),
      aligned.width > 0, aligned.height > 0
    else { return }
    add("<rect\(place(aligned))\(paint(color))/>")
  }

  private mutating func draw(_ marker: Marker, _ places: [Point], _ clip: Rect?) {
    let places = places.filter(\.isFinite)
    guard !places.isEmpty else { return }
    var shapes = ""
    if let edge = marker.edge, marker.edgeWidth > 0 {
      shapes += shape(marker.shape, radius: marker.radius + marker.edgeWidth, edge)
    }
    shapes += shape(marker.shape, radius: marker.radius, marker.fill)
    let name = name("m", shapes) { "<g id=\"\($0)\">\(shapes)</g>" }
    let uses = places.map {
      "<use href=\"#\(name)\" x=\"\(SVGNumber.text($0.x))\" y=\"\(SVGNumber.text($0.y))\"/>"
    }
    add("<g\(clipping(clip))>\(uses.joined())</g>")
  }

  private func shape(_ shape: MarkerShape, radius: Double, _ color: Color) -> String {
    if shape == .circle { return "<circle r=\"\(SVGNumber.text(radius))\"\(paint(color))/>" }
    let path = SVGNumber.path([shape.outline.map { $0 * radius }], decimals: 2)
    return "<path d=\"\(path)\"\(paint(color))/>"
  }

  private mutating func draw(_ image: Bitmap, _ rect: Rect) throws {
    guard image.width > 0, image.height > 0 else { return }
    let data = Data(try PNG.encode(image)).base64EncodedString()
    add(
      "<image\(place(rect)) preserveAspectRatio=\"none\" image-rendering=\"pixelated\" "
        + "href=\"data:image/png;base64,\(data)\"/>")
  }

  private mutating func draw(_ label: Label) {
    let font = label.style.weight.font
    var uses = ""
    font.place(label.text) { glyph, x in
      guard !glyph.contours.isEmpty else { return }
      let path = SVGNumber.path(glyph.contours, decimals: 0)
      let name = name("g", path) { "<path id=\"\($0)\" d=\"\(path)\"/>" }
      uses += "<use href=\"#\(name)\" x=\"\(SVGNumber.text(x, decimals: 0))\"/>"
    }
    let scale = SVGNumber.text(label.style.size / font.unitsPerEm, decimals: 6)
    let turn = label.isTurned ? " rotate(-90)" : ""
    add(
      "<g role=\"img\" aria-label=\"\(XMLText.escaped(label.text))\"\(paint(label.style.color)) "
        + "transform=\"translate(\(SVGNumber.text(label.origin.x)) "
        + "\(SVGNumber.text(label.origin.y)))\(turn) scale(\(scale) -\(scale))\">\(uses)</g>")
  }
}

/// Numbers and paths as SVG writes them, the same on every machine.
enum SVGNumber {
  /// A number with at most so many decimals and no zeros behind them.
  static func text(_ number: Double, decimals: Int = 2) -> String {
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = Int(min(1e15, max(-1e15, (number * power).rounded())))
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var fraction = padded.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    let sign = scaled < 0 ? "-" : ""
    return sign + padded.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// `#rrggbb`
  static func hexadecimal(_ color: Color) -> String {
    let digits = Array("0123456789abcdef")
    return [color.red, color.green, color.blue].reduce("#") {
      $0 + String(digits[Int($1 >> 4)]) + String(digits[Int($1 & 15)])
    }
  }

  /// Closed polygons; those with a corner that is not finite are left out.
  static func path(_ polygons: [[Point]], decimals: Int) -> String {
    polygons.filter { $0.count > 2 && $0.allSatisfy(\.isFinite) }
      .map { steps($0, decimals: decimals) + "Z" }.joined()
  }

  /// An open line.
  static func line(_ points: [Point]) -> String {
    // A line of one point is a dot of its caps.
    steps(points.count == 1 ? points + points : points, decimals: 2)
  }

  private static func steps(_ points: [Point], decimals: Int) -> String {
    points.enumerated().map { place, point in
      (place == 0 ? "M" : "L") + text(point.x, decimals: decimals) + " "
        + text(point.y, decimals: decimals)
    }.joined()
  }
}
