import Files

/// A TrueType or OpenType font: the outlines of its characters (ISO/IEC 14496-22, "Open Font Format").
///
/// Read are the tables `head`, `maxp`, `hhea`, `hmtx`, `cmap` (formats 4 and 12) and the outlines of
/// `loca` with `glyf`, or of `CFF`. Outlines come in 2048 units to an em, whatever the font's own are.
/// A file is never trusted: no content of it makes the reader trap, loop or take more memory than a
/// glyph may have points.
package struct OutlineFont: Sendable {
  /// Where the outlines are.
  private enum Outlines {
    case quadratic(QuadraticOutlines)
    case compact(CompactFont)
  }

  /// The units of an em that outlines come in: those of the built-in typeface.
  package static let unitsPerEm = 2048.0
  /// A file may be so large.
  private static let largest = 128 << 20
  /// A collection may hold so many fonts, and a font so many tables.
  private static let mostTables = 512

  /// The number of glyphs.
  let glyphCount: Int
  private let scale: Double
  private let characters: CharacterMap
  private let advances: FontBytes
  private let advanceCount: Int
  private let outlines: Outlines

  /// Reads a font.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - index: which font of a collection, from 0.
  ///   - isOfSystem: whether the file belongs to the system, and not to an experiment that may be
  ///     confined to its own.
  /// - Throws: `FileError` when it cannot be read or is no font with outlines.
  package init(path: String, index: Int = 0, isOfSystem: Bool = false) throws(FileError) {
    let bytes = try RegularFile.bytes(at: path, limit: Self.largest, isOfSystem: isOfSystem)
    do throws(FontFlaw) {
      try self.init(bytes, index: index)
    } catch {
      throw FileError(path, error.description)
    }
  }

  /// Reads the font with an index, from 0, of a file's bytes.
  package init(_ bytes: [UInt8], index: Int = 0) throws(FontFlaw) {
    let file = FontBytes(bytes)
    let tables = try Self.tables(of: file, index: index)
    func table(_ tag: String) throws(FontFlaw) -> FontBytes {
      guard let place = tables[tag] else { throw FontFlaw("has no table \"\(tag)\"") }
      return try file.part(at: place.offset, count: place.count)
    }
    let head = try table("head")
    let units = try head.uint16(18)
    guard (16...16384).contains(units) else {
      throw FontFlaw("has \(units) units to an em; 16 to 16384 are possible")
    }
    scale = Self.unitsPerEm / Double(units)
    glyphCount = try table("maxp").uint16(4)
    advances = try table("hmtx")
    advanceCount = try table("hhea").uint16(34)
    guard advanceCount > 0, advances.count >= advanceCount * 4 else {
      throw FontFlaw("has no widths")
    }
    characters = try CharacterMap(table("cmap"))
    if tables["glyf"] != nil {
      outlines = .quadratic(
        QuadraticOutlines(
          places: try table("loca"), glyphs: try table("glyf"), count: glyphCount,
          hasLongPlaces: try head.int16(50) != 0))
    } else if tables["CFF "] != nil {
      outlines = .compact(try CompactFont(table("CFF ")))
    } else {
      throw FontFlaw("has no outlines (glyf or CFF): a font of bitmaps or colours draws no figure")
    }
  }

  /// Whether the font has a character, its outline read or not.
  package func has(_ character: Unicode.Scalar) -> Bool {
    ((try? characters.glyph(of: character)) ?? 0) != 0
  }

  /// The outline of a character in 2048 units to an em; nil for one that the font lacks.
  ///
  /// - Throws: `FontFlaw` when the outline is damaged.
  package func glyph(_ character: Unicode.Scalar) throws(FontFlaw) -> Font.Glyph? {
    let index = try characters.glyph(of: character)
    guard index > 0, index < glyphCount else { return nil }
    let contours: [[Point]] =
      switch outlines {
      case .quadratic(let table): try table.contours(of: index, scale: scale)
      case .compact(let table): try table.contours(of: index, scale: scale)
      }
    let advance = try advances.uint16(min(index, advanceCount - 1) * 4)
    return Font.Glyph(advance: Double(advance) * scale, contours: contours)
  }

  /// The tables of a font by their tags.
  private static func tables(
    of file: FontBytes, index: Int
  ) throws(FontFlaw) -> [String: (offset: Int, count: Int)] {
    var start = 0
    if try file.uint32(0) == 0x7474_6366 {
      let count = try file.uint32(8)
      guard (0..<min(count, mostTables)).contains(index) else {
        throw FontFlaw("is a collection of \(count) fonts and has none with the number \(index)")
      }
      start = try file.uint32(12 + 4 * index)
    } else if index > 0 {
      throw FontFlaw("is no collection and has no font with the number \(index)")
    }
    switch try file.uint32(start) {
    case 0x0001_0000, 0x4F54_544F, 0x7472_7565: break
    case 0x774F_4646, 0x774F_4632: throw FontFlaw("is a packed web font (WOFF): unpack it first")
    default: throw FontFlaw("is no TrueType or OpenType font")
    }
    let count = try file.uint16(start + 4)
    guard count <= mostTables else { throw FontFlaw("has \(count) tables") }
    var tables: [String: (offset: Int, count: Int)] = [:]
    for record in 0..<count {
      let place = start + 12 + 16 * record
      var tag = ""
      for letter in 0..<4 {
        tag.unicodeScalars.append(Unicode.Scalar(UInt8(try file.uint8(place + letter))))
      }
      tables[tag] = (try file.uint32(place + 8), try file.uint32(place + 12))
    }
    return tables
  }
}
