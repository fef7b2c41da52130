import Files

/// Few colours for a picture of many: boxes of colours are cut at their median until there are
/// enough (Heckbert 1982, "Color image quantization for frame buffer display"), and each box becomes
/// its mean colour.
struct MedianCut {
  /// The picture in the few colours; as it was when it has no more.
  let picture: Bitmap

  /// Colours that agree in the leading bits of each channel are one.
  private static let bits = 5

  private struct Cell {
    var index: Int
    var count = 0
    var sums = [0, 0, 0]

    func level(_ channel: Int) -> Int {
      (index >> (MedianCut.bits * (2 - channel))) & ((1 << MedianCut.bits) - 1)
    }
  }

  /// Reduces a picture to at most `colors` colours.
  init(_ original: Bitmap, colors: Int) {
    guard original.channels == 3, Self.hasMore(than: colors, original) else {
      picture = original
      return
    }
    var palette: [Int: [UInt8]] = [:]
    for box in Self.boxes(of: Self.cells(of: original), atMost: colors) {
      let count = box.reduce(0) { $0 + $1.count }
      let mean = (0..<3).map { channel in
        UInt8((box.reduce(0) { $0 + $1.sums[channel] } + count / 2) / max(1, count))
      }
      for cell in box { palette[cell.index] = mean }
    }
    var result = original
    for start in stride(from: 0, to: original.bytes.count, by: 3) {
      guard let color = palette[Self.index(original.bytes, start)] else { continue }
      for channel in 0..<3 { result.bytes[start + channel] = color[channel] }
    }
    picture = result
  }

  private static func hasMore(than limit: Int, _ picture: Bitmap) -> Bool {
    var seen: Set<Int> = []
    for start in stride(from: 0, to: picture.bytes.count, by: 3) {
      let bytes = picture.bytes[start..<start + 3]
      seen.insert(bytes.reduce(0) { $0 << 8 | Int($1) })
      if seen.count > limit { return true }
    }
    return false
  }

  private static func index(_ bytes: [UInt8], _ start: Int) -> Int {
    let dropped = 8 - bits
    return Int(bytes[start] >> dropped) << (2 * bits) | Int(bytes[start + 1] >> dropped) << bits
      | Int(bytes[start + 2] >> dropped)
  }

  /// The colours that occur, in ascending order.
  private static func cells(of picture: Bitmap) -> [Cell] {
    var cells = (0..<(1 << (3 * bits))).map { Cell(index: $0) }
    for start in stride(from: 0, to: picture.bytes.count, by: 3) {
      let index = index(picture.bytes, start)
      cells[index].count += 1
      for channel in 0..<3 { cells[index].sums[channel] += Int(picture.bytes[start + channel]) }
    }
    return cells.filter { $0.count > 0 }
  }

  private static func boxes(of cells: [Cell], atMost colors: Int) -> [[Cell]] {
    var boxes = [cells]
    var spans = [widest(cells)]
    while boxes.count < colors {
      // The box with the most samples times its extent gains the most.
      let gains = boxes.indices.map { box in
        spans[box].extent * boxes[box].reduce(0) { $0 + $1.count }
      }
      guard let largest = gains.indices.max(by: { gains[$0] < gains[$1] }), gains[largest] > 0
      else { break }
      let (low, high) = halves(of: boxes[largest], along: spans[largest].channel)
      boxes[largest] = low
      spans[largest] = widest(low)
      boxes.append(high)
      spans.append(widest(high))
    }
    return boxes
  }

  /// The channel in which the colours of a box differ most, and by how many levels.
  private static func widest(_ box: [Cell]) -> (channel: Int, extent: Int) {
    var widest = (channel: 0, extent: 0)
    for channel in 0..<3 {
      let levels = box.map { $0.level(channel) }
      let extent = (levels.max() ?? 0) - (levels.min() ?? 0)
      if extent > widest.extent { widest = (channel, extent) }
    }
    return widest
  }

  /// A box of at least two colours cut where half of the samples are on either side.
  private static func halves(of box: [Cell], along channel: Int) -> (low: [Cell], high: [Cell]) {
    let sorted = box.sorted { ($0.level(channel), $0.index) < ($1.level(channel), $1.index) }
    let half = sorted.reduce(0) { $0 + $1.count } / 2
    var passed = 0
    var cut = 1
    for (place, cell) in sorted.enumerated() {
      passed += cell.count
      if passed >= half {
        cut = min(max(1, place + 1), sorted.count - 1)
        break
      }
    }
    return (Array(sorted[..<cut]), Array(sorted[cut...]))
  }
}
