import Files

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
