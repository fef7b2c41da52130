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

/// The reader of the format that `embed_dejavu.py` writes and describes.
///
/// It reads only what is compiled in; a byte too few ends the reading with what is there.
struct FontData {
  private(set) var unitsPerEm = 1.0
  private(set) var capHeight = 1.0
  private(set) var glyphs: [Font.Glyph] = []
  private(set) var indices: [UInt32: Int] = [:]
  private(set) var kerning: [Int: Double] = [:]
  private var bytes: [UInt8]
  private var position = 0

  init(base64: String) {
    bytes = FontData.decode(base64)
    unitsPerEm = max(1, Double(number()))
    _ = (number(), number())
    capHeight = Double(number())
    _ = number()
    var code = 0
    for index in 0..<number() {
      code += number()
      if code > 0 { indices[UInt32(code)] = index }
      glyphs.append(glyph())
    }
    var left = 0
    for _ in 0..<number() {
      left += number()
      kerning[FontData.pair(left, number())] = Double(signed())
    }
    bytes = []
  }

  /// The key of a kerning pair.
  static func pair(_ left: Int, _ right: Int) -> Int { left << 16 | right }

  private mutating func number() -> Int {
    var value = 0
    var shift = 0
    while position < bytes.count, shift < 56 {
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 127) << shift
      if byte < 128 { break }
      shift += 7
    }
    return value
  }

  private mutating func signed() -> Int { FontData.unzigzag(number()) }

  private static func unzigzag(_ number: Int) -> Int {
    number % 2 == 0 ? number / 2 : -(number + 1) / 2
  }

  private mutating func glyph() -> Font.Glyph {
    let advance = Double(number())
    var at = Point(0, 0)
    var contours: [[Point]] = []
    for _ in 0..<number() {
      var points: [(place: Point, onCurve: Bool)] = []
      for _ in 0..<number() {
        let first = number()
        at = at + Point(Double(FontData.unzigzag(first / 2)), Double(signed()))
        points.append((at, first % 2 == 1))
      }
      contours.append(Path.flattened(points))
    }
    return Font.Glyph(advance: advance, contours: contours)
  }

  private static func decode(_ base64: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(base64.utf8.count * 3 / 4)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in base64.utf8 {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return result
  }
}
