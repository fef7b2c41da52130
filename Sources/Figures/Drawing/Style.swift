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
