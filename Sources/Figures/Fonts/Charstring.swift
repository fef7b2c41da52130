/// Runs the program of a glyph (Adobe Technical Note 5177, "The Type 2 Charstring Format").
///
/// Hints are passed over. Arithmetic, which subroutines of common fonts do not use, is a flaw.
struct Charstring {
  /// The closed contours so far, as straight pieces.
  private(set) var contours: [[Point]] = []
  private let own: CompactFont.Index
  private let shared: CompactFont.Index
  private let scale: Double
  private var stack: [Double] = []
  private var at = Point(0, 0)
  private var hints = 0
  private var hasWidth = false
  private var isDone = false
  private var steps = 0
  private var points = 0

  private static let (deepest, mostSteps, mostNumbers, mostPoints) = (10, 100_000, 192, 20_000)

  init(own: CompactFont.Index, shared: CompactFont.Index, scale: Double) {
    self.own = own
    self.shared = shared
    self.scale = scale
  }

  /// Runs a program to its end.
  ///
  /// - Throws: `FontFlaw` when it is damaged or takes too long.
  mutating func run(_ program: FontBytes, depth: Int = 0) throws(FontFlaw) {
    guard depth <= Self.deepest else { throw FontFlaw("has a glyph that calls itself") }
    var cursor = 0
    while cursor < program.count, !isDone {
      steps += 1
      guard steps <= Self.mostSteps, points <= Self.mostPoints else {
        throw FontFlaw("has a glyph that takes too long to draw")
      }
      let byte = try program.uint8(cursor)
      cursor += 1
      switch byte {
      case 28, 32...255: try push(byte, program, &cursor)
      case 11: return
      case 10: try call(own, depth)
      case 29: try call(shared, depth)
      case 19, 20:
        countHints()
        cursor += (hints + 7) / 8
      case 12:
        try flex(program.uint8(cursor))
        cursor += 1
      default: try draw(byte)
      }
    }
  }

  private mutating func push(
    _ byte: Int, _ program: FontBytes, _ cursor: inout Int
  ) throws(FontFlaw) {
    switch byte {
    case 28:
      stack.append(Double(try program.int16(cursor)))
      cursor += 2
    case 255:
      stack.append(Double(try program.int32(cursor)) / 65536)
      cursor += 4
    case 247...254:
      let next = try program.uint8(cursor)
      stack.append(
        Double(byte < 251 ? (byte - 247) * 256 + next + 108 : -(byte - 251) * 256 - next - 108))
      cursor += 1
    default: stack.append(Double(byte - 139))
    }
    guard stack.count <= Self.mostNumbers else { throw FontFlaw("has a glyph of too many numbers") }
  }

  private mutating func call(_ list: CompactFont.Index, _ depth: Int) throws(FontFlaw) {
    guard let number = stack.popLast() else { throw FontFlaw("has a glyph that calls nothing") }
    let bias = list.count < 1240 ? 107 : list.count < 33900 ? 1131 : 32768
    try run(list.piece(Int(number) + bias), depth: depth + 1)
  }

  /// The numbers of hints come in pairs; one too many before the first is the width.
  private mutating func countHints() {
    hints += stack.count / 2
    hasWidth = true
    stack.removeAll(keepingCapacity: true)
  }

  private mutating func draw(_ operation: Int) throws(FontFlaw) {
    switch operation {
    case 1, 3, 18, 23:
      countHints()
      return
    case 4: try move(1) { Point(0, $0[0]) }
    case 21: try move(2) { Point($0[0], $0[1]) }
    case 22: try move(1) { Point($0[0], 0) }
    case 5: lines(stack[...])
    case 6: alternatingLines(isLevel: true)
    case 7: alternatingLines(isLevel: false)
    case 8: curves(stack[...])
    case 14: isDone = true
    case 24:
      curves(stack.dropLast(2))
      lines(stack.suffix(2))
    case 25:
      lines(stack.dropLast(6))
      curves(stack.suffix(6))
    case 26: parallelCurves(isLevel: false)
    case 27: parallelCurves(isLevel: true)
    case 30: alternatingCurves(isLevel: false)
    case 31: alternatingCurves(isLevel: true)
    default: throw FontFlaw("has a glyph with the unknown operator \(operation)")
    }
    stack.removeAll(keepingCapacity: true)
  }

  private mutating func move(
    _ count: Int, _ step: (ArraySlice<Double>) -> Point
  ) throws(FontFlaw) {
    guard stack.count >= count else { throw FontFlaw("has a glyph that moves nowhere") }
    hasWidth = true
    at = at + step(ArraySlice(Array(stack.suffix(count))))
    contours.append([at * scale])
    points += 1
  }

  private mutating func line(_ x: Double, _ y: Double) {
    at = at + Point(x, y)
    append([at * scale])
  }

  /// A curve by the steps from each of its four points to the next.
  private mutating func curve(_ first: Point, _ second: Point, _ third: Point) {
    let one = at + first
    let two = one + second
    let end = two + third
    append(Path.flattened(cubic: (at * scale, one * scale, two * scale, end * scale)))
    at = end
  }

  private mutating func append(_ more: [Point]) {
    if contours.isEmpty { contours.append([Point(0, 0)]) }
    contours[contours.count - 1] += more
    points += more.count
  }

  private mutating func lines(_ numbers: ArraySlice<Double>) {
    for place in stride(from: numbers.startIndex, to: numbers.endIndex - 1, by: 2) {
      line(numbers[place], numbers[place + 1])
    }
  }

  private mutating func alternatingLines(isLevel: Bool) {
    var isLevel = isLevel
    for number in stack {
      if isLevel { line(number, 0) } else { line(0, number) }
      isLevel.toggle()
    }
  }

  private mutating func curves(_ numbers: ArraySlice<Double>) {
    for place in stride(from: numbers.startIndex, to: numbers.endIndex - 5, by: 6) {
      let n = numbers[place..<place + 6]
      curve(
        Point(n[place], n[place + 1]), Point(n[place + 2], n[place + 3]),
        Point(n[place + 4], n[place + 5]))
    }
  }

  /// `hhcurveto` and `vvcurveto`: curves that begin and end level, or upright.
  private mutating func parallelCurves(isLevel: Bool) {
    var place = stack.count % 4 == 1 ? 1 : 0
    var across = place == 1 ? stack[0] : 0
    while place + 4 <= stack.count {
      let (a, b, c, d) = (stack[place], stack[place + 1], stack[place + 2], stack[place + 3])
      if isLevel {
        curve(Point(a, across), Point(b, c), Point(d, 0))
      } else {
        curve(Point(across, a), Point(b, c), Point(0, d))
      }
      across = 0
      place += 4
    }
  }

  /// `hvcurveto` and `vhcurveto`: curves that begin level and end upright, then the other way round.
  private mutating func alternatingCurves(isLevel: Bool) {
    var isLevel = isLevel
    var place = 0
    while place + 4 <= stack.count {
      let (a, b, c, d) = (stack[place], stack[place + 1], stack[place + 2], stack[place + 3])
      let last = stack.count - place == 5 ? stack[place + 4] : 0
      if isLevel {
        curve(Point(a, 0), Point(b, c), Point(last, d))
      } else {
        curve(Point(0, a), Point(b, c), Point(d, last))
      }
      isLevel.toggle()
      place += 4
    }
  }

  private mutating func flex(_ operation: Int) throws(FontFlaw) {
    let needed = [34: 7, 35: 13, 36: 9, 37: 11][operation]
    guard let needed, stack.count >= needed else {
      throw FontFlaw("has a glyph with the unknown operator 12 \(operation)")
    }
    let n = stack
    switch operation {
    case 34:
      curve(Point(n[0], 0), Point(n[1], n[2]), Point(n[3], 0))
      curve(Point(n[4], 0), Point(n[5], -n[2]), Point(n[6], 0))
    case 35: curves(n[..<12])
    case 36:
      curve(Point(n[0], n[1]), Point(n[2], n[3]), Point(n[4], 0))
      curve(Point(n[5], 0), Point(n[6], n[7]), Point(n[8], -(n[1] + n[3] + n[7])))
    default:
      let x = n[0] + n[2] + n[4] + n[6] + n[8]
      let y = n[1] + n[3] + n[5] + n[7] + n[9]
      let end = abs(x) > abs(y) ? Point(n[10], -y) : Point(-x, n[10])
      curve(Point(n[0], n[1]), Point(n[2], n[3]), Point(n[4], n[5]))
      curve(Point(n[6], n[7]), Point(n[8], n[9]), end)
    }
    stack.removeAll(keepingCapacity: true)
  }
}
