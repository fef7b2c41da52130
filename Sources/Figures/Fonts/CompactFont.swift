/// The table `CFF`: outlines as programs of cubic curves (Adobe Technical Note 5176, "The Compact Font
/// Format Specification").
struct CompactFont: Sendable {
  /// A list of pieces of bytes, each read where it lies.
  struct Index: Sendable {
    let count: Int
    /// The place behind the list.
    let end: Int
    private let table: FontBytes
    private let start: Int
    private let size: Int

    /// Reads the head of the list at a place of the table.
    init(_ table: FontBytes, at place: Int) throws(FontFlaw) {
      self.table = table
      count = try table.uint16(place)
      guard count > 0 else {
        (start, size, end) = (place, 1, place + 2)
        return
      }
      size = try table.uint8(place + 2)
      start = place + 3
      guard (1...4).contains(size) else { throw FontFlaw("has a list with damaged places") }
      let last = try table.unsigned(start + count * size, bytes: size)
      end = start + (count + 1) * size - 1 + last
      guard last > 0, end <= table.count else { throw FontFlaw("ends inside a list") }
    }

    /// An empty list.
    init(empty table: FontBytes) {
      (self.table, count, end, start, size) = (table, 0, 0, 0, 1)
    }

    /// One piece.
    func piece(_ index: Int) throws(FontFlaw) -> FontBytes {
      guard index >= 0, index < count else { throw FontFlaw("names a piece that a list lacks") }
      let from = try table.unsigned(start + index * size, bytes: size)
      let to = try table.unsigned(start + (index + 1) * size, bytes: size)
      guard from > 0, from <= to else { throw FontFlaw("has a list with damaged places") }
      return try table.part(at: start + (count + 1) * size - 1 + from, count: to - from)
    }
  }

  private let table: FontBytes
  private let programs: Index
  private let shared: Index
  /// The subroutines of each group of glyphs; one group where the font is not keyed by character.
  private let own: [Index]
  /// Where the group of each glyph is written; nil where there is one.
  private let groups: Int?

  private static let mostGroups = 256

  /// Reads the head of the table.
  init(_ table: FontBytes) throws(FontFlaw) {
    self.table = table
    guard try table.uint8(0) == 1 else {
      throw FontFlaw("has outlines of a CFF that is not version 1")
    }
    let names = try Index(table, at: try table.uint8(2))
    let tops = try Index(table, at: names.end)
    let strings = try Index(table, at: tops.end)
    shared = try Index(table, at: strings.end)
    let top = try CompactDictionary(tops.piece(0))
    guard let place = top.integer(17), (top.integer(1206) ?? 2) == 2 else {
      throw FontFlaw("has a CFF without outlines of type 2")
    }
    programs = try Index(table, at: place)
    guard let list = top.integer(1236), let select = top.integer(1237) else {
      own = [try Self.subroutines(top, table)]
      groups = nil
      return
    }
    let fonts = try Index(table, at: list)
    guard fonts.count > 0, fonts.count <= Self.mostGroups else {
      throw FontFlaw("has \(fonts.count) groups of glyphs; 1 to \(Self.mostGroups) are possible")
    }
    var own: [Index] = []
    for font in 0..<fonts.count {
      own.append(try Self.subroutines(CompactDictionary(fonts.piece(font)), table))
    }
    self.own = own
    groups = select
  }

  private static func subroutines(
    _ dictionary: CompactDictionary, _ table: FontBytes
  ) throws(FontFlaw) -> Index {
    guard let place = dictionary.operands[18], place.count == 2,
      let size = CompactDictionary.integer(place[0]),
      let start = CompactDictionary.integer(place[1])
    else { return Index(empty: table) }
    let own = try CompactDictionary(table.part(at: start, count: size))
    return try own.integer(19).map { offset throws(FontFlaw) in
      try Index(table, at: start + offset)
    } ?? Index(empty: table)
  }

  /// The closed contours of a glyph as straight pieces, scaled.
  func contours(of glyph: Int, scale: Double) throws(FontFlaw) -> [[Point]] {
    let group =
      try groups.map { place throws(FontFlaw) in try self.group(of: glyph, at: place) } ?? 0
    guard own.indices.contains(group) else { throw FontFlaw("has a glyph of no group") }
    var program = Charstring(own: own[group], shared: shared, scale: scale)
    try program.run(programs.piece(glyph))
    return program.contours
  }

  private func group(of glyph: Int, at place: Int) throws(FontFlaw) -> Int {
    switch try table.uint8(place) {
    case 0: return try table.uint8(place + 1 + glyph)
    case 3:
      var (low, high) = (0, try table.uint16(place + 1))
      while low + 1 < high {
        let middle = (low + high) / 2
        if try table.uint16(place + 3 + 3 * middle) <= glyph { low = middle } else { high = middle }
      }
      return try table.uint8(place + 5 + 3 * low)
    default: throw FontFlaw("groups its glyphs in a way that is not read")
    }
  }
}

/// The numbers that a CFF keeps by the operator they belong to; operators of two bytes count from 1200.
struct CompactDictionary {
  private(set) var operands: [Int: [Double]] = [:]

  /// The most numbers before an operator.
  private static let mostOperands = 48

  init(_ data: FontBytes) throws(FontFlaw) {
    var stack: [Double] = []
    var cursor = 0
    while cursor < data.count {
      let byte = try data.uint8(cursor)
      cursor += 1
      switch byte {
      case 12:
        operands[1200 + (try data.uint8(cursor))] = stack
        stack = []
        cursor += 1
      case 0...21:
        operands[byte] = stack
        stack = []
      case 28:
        stack.append(Double(try data.int16(cursor)))
        cursor += 2
      case 29:
        stack.append(Double(try data.int32(cursor)))
        cursor += 4
      case 30:
        // A real number: no operator that is read has one.
        while cursor < data.count, try data.uint8(cursor) & 15 != 15 { cursor += 1 }
        cursor += 1
        stack.append(.nan)
      case 32...246: stack.append(Double(byte - 139))
      case 247...254:
        let next = try data.uint8(cursor)
        stack.append(
          Double(byte < 251 ? (byte - 247) * 256 + next + 108 : -(byte - 251) * 256 - next - 108))
        cursor += 1
      default: throw FontFlaw("has a dictionary with an unknown number")
      }
      guard stack.count <= Self.mostOperands else {
        throw FontFlaw("has a dictionary with too many numbers")
      }
    }
  }

  /// The whole number of an operator that has one.
  func integer(_ key: Int) -> Int? { operands[key]?.first.flatMap(Self.integer) }

  /// A whole number that is no place before the table.
  static func integer(_ number: Double) -> Int? {
    number.isFinite && number >= 0 && number < 4e9 ? Int(number) : nil
  }
}
