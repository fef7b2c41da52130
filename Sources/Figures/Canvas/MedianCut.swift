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
    /// The sums of the samples.
    var red = 0
    var green = 0
    var blue = 0

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
    var palette = [(red: UInt8, green: UInt8, blue: UInt8)](
      repeating: (0, 0, 0), count: 1 << (3 * Self.bits))
    for box in Self.boxes(of: Self.cells(of: original), atMost: colors) {
      let count = max(1, box.reduce(0) { $0 + $1.count })
      func mean(_ sum: KeyPath<Cell, Int>) -> UInt8 {
        UInt8((box.reduce(0) { $0 + $1[keyPath: sum] } + count / 2) / count)
      }
      let mean = (mean(\.red), mean(\.green), mean(\.blue))
      for cell in box { palette[cell.index] = mean }
    }
    var bytes = original.bytes
    for start in stride(from: 0, to: bytes.count - 2, by: 3) {
      let color = palette[Self.index(bytes[start], bytes[start + 1], bytes[start + 2])]
      bytes[start] = color.red
      bytes[start + 1] = color.green
      bytes[start + 2] = color.blue
    }
    picture =
      Bitmap(height: original.height, width: original.width, channels: 3, bytes: bytes)
      ?? original
  }

  private static func hasMore(than limit: Int, _ picture: Bitmap) -> Bool {
    var table = ColorTable()
    var hasMore = false
    table.forEachRun(in: picture) { number, _ in
      hasMore = number >= limit
      return !hasMore
    }
    return hasMore
  }

  private static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    let dropped = 8 - bits
    return Int(red >> dropped) << (2 * bits) | Int(green >> dropped) << bits
      | Int(blue >> dropped)
  }

  /// The colours that occur, in ascending order.
  private static func cells(of picture: Bitmap) -> [Cell] {
    var cells = (0..<(1 << (3 * bits))).map { Cell(index: $0) }
    picture.bytes.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count - 2, by: 3) {
        let index = index(bytes[start], bytes[start + 1], bytes[start + 2])
        cells[index].count += 1
        cells[index].red += Int(bytes[start])
        cells[index].green += Int(bytes[start + 1])
        cells[index].blue += Int(bytes[start + 2])
      }
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

extension Bitmap {
  /// The picture with at most `count` colours: the frequent ones stay as they are, rare ones (the
  /// mixtures along anti-aliased edges) become the nearest kept one where that is close enough not
  /// to be seen. As it is when the kept ones cannot come that close.
  ///
  /// - Parameters:
  ///   - count: the colours a palette holds.
  ///   - tolerance: the largest change of a sample.
  /// - Returns: the picture.
  func reduced(toColors count: Int, tolerance: Int = 28) -> Bitmap {
    guard channels == 3 else { return self }
    var table = ColorTable()
    var runs: [(color: Int, count: Int)] = []
    table.forEachRun(in: self) { number, count in
      runs.append((number, count))
      return true
    }
    guard table.colors.count > count else { return self }
    let histogram = Bitmap.histogram(of: runs, table.colors)
    var distance = 4
    while distance <= tolerance {
      if let mapping = Bitmap.mapping(histogram, table.colors, count: count, distance: distance) {
        return Bitmap(runs, colors: mapping, like: self)
      }
      distance += 4
    }
    return self
  }

  /// The numbers of the colours, the frequent ones first, equally frequent ones by value.
  private static func histogram(
    of runs: [(color: Int, count: Int)], _ colors: [UInt32]
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: colors.count)
    for run in runs { counts[run.color] += run.count }
    return colors.indices.sorted { (counts[$1], colors[$0]) < (counts[$0], colors[$1]) }
  }

  /// For each colour the kept one that replaces it; nil when more than `count` would be kept.
  private static func mapping(
    _ histogram: [Int], _ colors: [UInt32], count: Int, distance: Int
  ) -> [UInt32]? {
    var kept: [(color: UInt32, red: Int, green: Int, blue: Int)] = []
    var mapping = colors
    for number in histogram {
      let color = colors[number]
      let (red, green, blue) = (Int(color >> 16), Int(color >> 8 & 255), Int(color & 255))
      var nearest = (color: color, distance: Int.max)
      for other in kept {
        let apart = max(
          abs(other.red - red), abs(other.green - green), abs(other.blue - blue))
        if apart < nearest.distance { nearest = (other.color, apart) }
      }
      if nearest.distance <= distance {
        mapping[number] = nearest.color
      } else {
        guard kept.count < count else { return nil }
        kept.append((color, red, green, blue))
      }
    }
    return mapping
  }

  /// An image of runs of colours.
  private init(_ runs: [(color: Int, count: Int)], colors: [UInt32], like other: Bitmap) {
    self = other
    var start = 0
    for run in runs {
      let color = colors[run.color]
      for _ in 0..<run.count {
        bytes[start] = UInt8(truncatingIfNeeded: color >> 16)
        bytes[start + 1] = UInt8(truncatingIfNeeded: color >> 8)
        bytes[start + 2] = UInt8(truncatingIfNeeded: color)
        start += 3
      }
    }
  }
}
