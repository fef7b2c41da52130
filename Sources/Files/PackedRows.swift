/// The rows of an image in the smallest PNG sample format that holds them exactly.
struct PackedRows {
  /// The bits of one sample: 1, 2, 4 or 8.
  let bitDepth: Int
  /// PNG's colour type: 0 gray, 2 true colour, 3 palette.
  let colorType: UInt8
  /// Red, green, blue of each palette entry; empty unless the colour type is 3.
  let palette: [UInt8]
  private let rows: [[UInt8]]
  private let bytesPerPixel: Int

  /// Chooses the format and packs the rows.
  init(_ image: Bitmap) {
    let colors = PackedRows.colors(of: image, limit: 256)
    // A gray image never gets a palette: it would be read back as a colour image.
    let wantsPalette = image.channels == 3
    if let colors, wantsPalette, !colors.allSatisfy({ $0.isGray }) || colors.count <= 16 {
      bitDepth = [1, 2, 4].first { colors.count <= 1 << $0 } ?? 8
      colorType = 3
      palette = colors.flatMap { [$0.red, $0.green, $0.blue] }
      bytesPerPixel = 1
      rows = PackedRows.indices(of: image, among: colors, bitDepth: bitDepth)
    } else {
      let isGray = colors != nil || image.channels == 1
      bitDepth = 8
      colorType = isGray ? 0 : 2
      palette = []
      bytesPerPixel = isGray ? 1 : 3
      rows = PackedRows.samples(of: image, isGray: isGray)
    }
  }

  /// The forms worth compressing. Filters guess a sample from its neighbours: indices of a palette
  /// are not near each other in any such sense.
  var candidates: [[UInt8]] { colorType == 3 ? [unfiltered] : [unfiltered, filtered] }

  /// The rows, each behind its filter type 0.
  private var unfiltered: [UInt8] { rows.flatMap { [0] + $0 } }

  /// The rows, each behind the filter type whose result has the smallest sum of absolute values
  /// (the heuristic of the PNG specification, section 12.8).
  private var filtered: [UInt8] {
    var result: [UInt8] = []
    var above = [UInt8](repeating: 0, count: rows.first?.count ?? 0)
    for row in rows {
      var best: (type: UInt8, bytes: [UInt8], cost: Int) = (0, row, PackedRows.cost(of: row))
      for type in UInt8(1)...4 {
        let bytes = filter(row, above: above, type: type)
        let cost = PackedRows.cost(of: bytes)
        if cost < best.cost { best = (type, bytes, cost) }
      }
      result.append(best.type)
      result += best.bytes
      above = row
    }
    return result
  }

  private func filter(_ row: [UInt8], above: [UInt8], type: UInt8) -> [UInt8] {
    var result = row
    for column in row.indices {
      let hasLeft = column >= bytesPerPixel
      let left = hasLeft ? row[column - bytesPerPixel] : 0
      let up = above[column]
      let prediction: UInt8 =
        switch type {
        case 1: left
        case 2: up
        case 3: UInt8((Int(left) + Int(up)) / 2)
        default: PackedRows.paeth(left, up, hasLeft ? above[column - bytesPerPixel] : 0)
        }
      result[column] = row[column] &- prediction
    }
    return result
  }

  private static func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let estimate = Int(left) + Int(up) - Int(corner)
    let toLeft = abs(estimate - Int(left))
    let toUp = abs(estimate - Int(up))
    let toCorner = abs(estimate - Int(corner))
    if toLeft <= toUp && toLeft <= toCorner { return left }
    return toUp <= toCorner ? up : corner
  }

  private static func cost(of bytes: [UInt8]) -> Int {
    var sum = 0
    for byte in bytes { sum += Int(Int8(bitPattern: byte).magnitude) }
    return sum
  }

  private struct RGB: Hashable {
    let red, green, blue: UInt8
    var isGray: Bool { red == green && green == blue }
    var key: Int { Int(red) << 16 | Int(green) << 8 | Int(blue) }
  }

  /// The different colours in order of value; nil when there are more than the limit.
  private static func colors(of image: Bitmap, limit: Int) -> [RGB]? {
    var seen: Set<RGB> = []
    var last: RGB?
    for row in 0..<image.height {
      for column in 0..<image.width {
        let (red, green, blue) = image.color(row: row, column: column)
        let color = RGB(red: red, green: green, blue: blue)
        guard color != last else { continue }
        last = color
        seen.insert(color)
        if seen.count > limit { return nil }
      }
    }
    return seen.sorted { $0.key < $1.key }
  }

  private static func indices(of image: Bitmap, among colors: [RGB], bitDepth: Int) -> [[UInt8]] {
    var index: [RGB: UInt8] = [:]
    for (position, color) in colors.enumerated() { index[color] = UInt8(position) }
    let perByte = 8 / bitDepth
    return (0..<image.height).map { row in
      var packed = [UInt8](repeating: 0, count: (image.width + perByte - 1) / perByte)
      var last: (color: RGB, index: UInt8)?
      for column in 0..<image.width {
        let (red, green, blue) = image.color(row: row, column: column)
        let color = RGB(red: red, green: green, blue: blue)
        let value = last?.color == color ? last?.index ?? 0 : index[color] ?? 0
        last = (color, value)
        packed[column / perByte] |= value << UInt8(8 - bitDepth * (column % perByte + 1))
      }
      return packed
    }
  }

  private static func samples(of image: Bitmap, isGray: Bool) -> [[UInt8]] {
    (0..<image.height).map { row in
      let stride = image.width * image.channels
      let samples = image.bytes[row * stride..<(row + 1) * stride]
      guard isGray, image.channels == 3 else { return Array(samples) }
      return (0..<image.width).map { samples[row * stride + $0 * 3] }
    }
  }
}
