/// One weight of the embedded typeface: outlines, advance widths and kerning.
public struct Font: Sendable {
  /// The weights that are embedded.
  public enum Weight: Sendable {
    /// DejaVu Sans.
    case regular
    /// DejaVu Sans Bold.
    case bold

    var font: Font { self == .regular ? Font.regular : Font.boldWeight }
  }

  /// The outline of a character in font units, y upwards.
  package struct Glyph: Sendable {
    package var advance: Double
    /// Closed contours of straight pieces.
    package var contours: [[Point]]
  }

  private static let regular = Font(base64: DejaVuSans.base64)
  private static let boldWeight = Font(base64: DejaVuSansBold.base64)

  /// The font units of the size: of one em.
  let unitsPerEm: Double
  /// The height of a capital letter over the size.
  let capHeight: Double
  private let glyphs: [Glyph]
  private let indices: [UInt32: Int]
  private let kerning: [Int: Double]

  private init(base64: String) {
    let data = FontData(base64: base64)
    unitsPerEm = data.unitsPerEm
    capHeight = data.capHeight / data.unitsPerEm
    glyphs = data.glyphs
    indices = data.indices
    kerning = data.kerning
  }

  /// The number of characters that have an outline of their own.
  public static func characterCount(_ weight: Weight) -> Int { weight.font.indices.count }

  /// Whether a character has an outline; one without is drawn as a box.
  public static func has(_ character: Unicode.Scalar, _ weight: Weight = .regular) -> Bool {
    weight.font.indices[character.value] != nil
  }

  /// The width of a text in points, kerned.
  public static func width(_ text: String, size: Double, weight: Weight = .regular) -> Double {
    var width = 0.0
    weight.font.place(text) { glyph, x in width = x + glyph.advance }
    return width * size / weight.font.unitsPerEm
  }

  /// Calls `body` with each glyph of a text and the place of its origin, in font units.
  ///
  /// What the typeface lacks comes from `FallbackFonts.current`, and is a box where those lack it too.
  func place(_ text: String, _ body: (Glyph, Double) -> Void) {
    var x = 0.0
    var last: Int?
    for character in WritingSystem.composed(text) {
      if indices[character.value] == nil {
        if WritingSystem.isInvisible(character) { continue }
        if let glyph = FallbackFonts.current?.glyph(character) {
          body(glyph, x)
          x += glyph.advance
          last = nil
          continue
        }
      }
      let index = indices[character.value] ?? 0
      guard index < glyphs.count else { continue }
      if let last { x += kerning[FontData.pair(last, index)] ?? 0 }
      body(glyphs[index], x)
      x += glyphs[index].advance
      last = index
    }
  }

  /// The filled outline of a text: polygons around the start of its baseline, y downwards.
  func outline(of text: String, size: Double) -> [[Point]] {
    let scale = size / unitsPerEm
    var polygons: [[Point]] = []
    place(text) { glyph, x in
      for contour in glyph.contours {
        polygons.append(contour.map { Point(($0.x + x) * scale, -$0.y * scale) })
      }
    }
    return polygons
  }
}
