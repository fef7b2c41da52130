/// A figure being laid out: the title above, notes below, and the room that is left between.
struct Page {
  var drawing: Drawing
  /// The room for the figure's content.
  private(set) var room: Rect

  /// Opens a page with its title and its notes already set.
  init(size: Size, title: String, notes: [String] = []) {
    drawing = Drawing(size: size)
    room = drawing.bounds.inset(Style.border)
    let text = Page.title(title, width: room.width)
    drawing.lines(text, x: room.center.x, top: room.minY)
    room = room.inset(top: Page.height(ofTitle: text))
    let note = FittedText(
      notes.joined(separator: " "), style: Style.note, width: room.width, maxLines: 2)
    drawing.lines(note, x: room.minX, top: room.maxY - note.height, align: .leading)
    room = room.inset(bottom: note.lines.isEmpty ? 0 : note.height + 6)
  }

  /// The size of a chart: what was asked for, but enough for its axes to be read.
  static func size(ofChart size: Size) -> Size {
    Size(max(240, size.width), max(180, size.height))
  }

  /// The size of a page that leaves so much room for its content.
  static func size(around content: Size, title: String, notes: [String] = []) -> Size {
    let text = Page.title(title, width: content.width)
    let note = FittedText(
      notes.joined(separator: " "), style: Style.note, width: content.width, maxLines: 2)
    return Size(
      content.width + 2 * Style.border,
      content.height + 2 * Style.border + height(ofTitle: text)
        + (note.lines.isEmpty ? 0 : note.height + 6))
  }

  /// Takes a strip off the bottom of the room.
  mutating func takeBottom(_ height: Double) -> Rect {
    let strip = Rect(
      x: room.minX, y: max(room.minY, room.maxY - height), width: room.width, height: height)
    room = room.inset(bottom: height)
    return strip
  }

  /// Draws a legend on a strip of its own, in the middle of the bottom of the room.
  mutating func placeBelow(_ legend: Legend) {
    let strip = takeBottom(legend.size.height)
    let x = strip.center.x - legend.size.width / 2
    legend.draw(&drawing, at: Point(x, strip.minY), isFramed: false)
  }

  /// Takes a strip off the right of the room.
  mutating func takeRight(_ width: Double) -> Rect {
    let strip = Rect(
      x: max(room.minX, room.maxX - width), y: room.minY, width: width, height: room.height)
    room = room.inset(right: width)
    return strip
  }

  /// The words about values that have no place in a figure; none when there are none.
  static func notes(skipped: Int, isLogarithmic: Bool = false) -> [String] {
    guard skipped > 0 else { return [] }
    let values = skipped == 1 ? "1 value" : "\(skipped) values"
    return ["Not drawn: \(values) not finite\(isLogarithmic ? " or not positive" : "")."]
  }

  private static func title(_ title: String, width: Double) -> FittedText {
    FittedText(title, style: Style.title, width: width, maxLines: 2)
  }

  private static func height(ofTitle text: FittedText) -> Double {
    text.lines.isEmpty ? 0 : text.height + 8
  }
}

/// The look that all figures share, in points.
package enum Style {
  package static let ink = Color(0x222222)
  static let softInk = Color(0x5A5A5A)
  static let grid = Color(0xE7E7E7)
  static let frame = Color(0x8A8A8A)

  static let title = TextStyle(size: 14, weight: .bold)
  static let panelTitle = TextStyle(size: 12.5, weight: .bold)
  static let axisTitle = TextStyle(size: 12.5)
  static let tick = TextStyle(size: 11, color: Color(0x3C3C3C))
  static let legend = TextStyle(size: 11)
  static let caption = TextStyle(size: 10.5, color: Color(0x3C3C3C))
  static let note = TextStyle(size: 9.5, color: softInk)

  /// The white border of a figure.
  static let border = 10.0
  static let lineWidth = 1.8
  static let hairline = 0.5
}

/// How a text looks.
package struct TextStyle: Sendable, Equatable {
  /// The em in points.
  package var size: Double
  package var weight: Font.Weight
  package var color: Color

  package init(size: Double, weight: Font.Weight = .regular, color: Color = Style.ink) {
    self.size = size
    self.weight = weight
    self.color = color
  }

  func width(_ text: String) -> Double { Font.width(text, size: size, weight: weight) }
  /// From the top of a capital with an accent to the bottom of a descender.
  var height: Double { ascent + descent }
  var ascent: Double { size * 0.8 }
  var descent: Double { size * 0.24 }
  /// From baseline to baseline.
  var leading: Double { size * 1.25 }

  func resized(_ size: Double) -> TextStyle {
    TextStyle(size: size, weight: weight, color: color)
  }

  func colored(_ color: Color) -> TextStyle {
    TextStyle(size: size, weight: weight, color: color)
  }
}
