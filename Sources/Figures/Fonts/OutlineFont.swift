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

/// What is wrong with a font: the reason as it follows the name of its file.
package struct FontFlaw: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// A part of a font file: numbers of big-endian order, none of them trusted.
///
/// Every place is checked before it is read, so that no offset of a file leads out of it.
struct FontBytes: Sendable {
  private let storage: [UInt8]
  private let start: Int
  /// The number of bytes.
  let count: Int

  /// A whole file.
  init(_ bytes: [UInt8]) {
    storage = bytes
    start = 0
    count = bytes.count
  }

  private init(_ storage: [UInt8], start: Int, count: Int) {
    self.storage = storage
    self.start = start
    self.count = count
  }

  /// A part of this part, to its end when `count` is nil.
  ///
  /// - Throws: `FontFlaw` when it is not all there.
  func part(at offset: Int, count: Int? = nil) throws(FontFlaw) -> FontBytes {
    let length = count ?? self.count - offset
    guard offset >= 0, length >= 0, offset <= self.count, length <= self.count - offset else {
      throw FontFlaw("ends before a table that it names")
    }
    return FontBytes(storage, start: start + offset, count: length)
  }

  /// A number of one byte.
  func uint8(_ offset: Int) throws(FontFlaw) -> Int {
    guard offset >= 0, offset < count else { throw FontFlaw("ends inside a table") }
    return Int(storage[start + offset])
  }

  /// A number of so many bytes, at most four.
  func unsigned(_ offset: Int, bytes: Int) throws(FontFlaw) -> Int {
    guard offset >= 0, bytes <= count, offset <= count - bytes else {
      throw FontFlaw("ends inside a table")
    }
    return (0..<bytes).reduce(0) { $0 << 8 | Int(storage[start + offset + $1]) }
  }

  func uint16(_ offset: Int) throws(FontFlaw) -> Int { try unsigned(offset, bytes: 2) }
  func uint32(_ offset: Int) throws(FontFlaw) -> Int { try unsigned(offset, bytes: 4) }
  func int8(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int8(truncatingIfNeeded: try uint8(offset)))
  }
  func int16(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int16(truncatingIfNeeded: try uint16(offset)))
  }
  func int32(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int32(truncatingIfNeeded: try uint32(offset)))
  }
}

/// The table `cmap`: from characters to glyphs.
struct CharacterMap: Sendable {
  private let table: FontBytes
  /// The format of the chosen part: 4 or 12.
  private let format: Int
  private let count: Int

  /// Chooses the part that knows the most characters of Unicode.
  ///
  /// - Throws: `FontFlaw` when there is none of a format that is read.
  init(_ cmap: FontBytes) throws(FontFlaw) {
    var best: (rank: Int, table: FontBytes, format: Int)?
    for record in 0..<min(64, try cmap.uint16(2)) {
      let place = 4 + 8 * record
      let (platform, encoding) = (try cmap.uint16(place), try cmap.uint16(place + 2))
      let isUnicode = platform == 0 || (platform == 3 && [1, 10].contains(encoding))
      guard isUnicode else { continue }
      let table = try cmap.part(at: try cmap.uint32(place + 4))
      let format = try table.uint16(0)
      let rank = format == 12 ? 2 : format == 4 ? 1 : 0
      if rank > best?.rank ?? 0 { best = (rank, table, format) }
    }
    guard let best else {
      throw FontFlaw("maps no characters of Unicode in a way that is read (cmap formats 4 and 12)")
    }
    table = best.table
    format = best.format
    count = format == 12 ? try table.uint32(12) : try table.uint16(6) / 2
    guard count <= table.count / (format == 12 ? 12 : 8) else {
      throw FontFlaw("ends inside its map of characters")
    }
  }

  /// The glyph of a character; 0 for one that is not there.
  func glyph(of character: Unicode.Scalar) throws(FontFlaw) -> Int {
    let code = Int(character.value)
    return format == 12 ? try grouped(code) : try segmented(code)
  }

  /// Format 12: groups of characters whose glyphs follow one another.
  private func grouped(_ code: Int) throws(FontFlaw) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let place = 16 + 12 * middle
      let (first, last) = (try table.uint32(place), try table.uint32(place + 4))
      if code < first {
        high = middle
      } else if code > last {
        low = middle + 1
      } else {
        return try table.uint32(place + 8) + code - first
      }
    }
    return 0
  }

  /// Format 4: segments with a shift of their own, or a list of glyphs behind them.
  private func segmented(_ code: Int) throws(FontFlaw) -> Int {
    guard code < 0xFFFF else { return 0 }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if try table.uint16(14 + 2 * middle) < code { low = middle + 1 } else { high = middle }
    }
    guard low < count else { return 0 }
    let first = try table.uint16(16 + 2 * (count + low))
    guard code >= first else { return 0 }
    let shift = try table.uint16(16 + 2 * (2 * count + low))
    let place = 16 + 2 * (3 * count + low)
    let offset = try table.uint16(place)
    if offset == 0 { return (code + shift) & 0xFFFF }
    let glyph = try table.uint16(place + offset + 2 * (code - first))
    return glyph == 0 ? 0 : (glyph + shift) & 0xFFFF
  }
}
