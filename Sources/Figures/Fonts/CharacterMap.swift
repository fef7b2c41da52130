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
