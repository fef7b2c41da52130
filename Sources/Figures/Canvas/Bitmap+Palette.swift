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
    let histogram = colorHistogram()
    guard histogram.count > count else { return self }
    var distance = 4
    while distance <= tolerance {
      if let mapping = Bitmap.mapping(histogram, colors: count, distance: distance) {
        return replacingColors(mapping)
      }
      distance += 4
    }
    return self
  }

  /// The colours as 0xRRGGBB, the frequent ones first, equally frequent ones by value.
  private func colorHistogram() -> [Int] {
    var counts: [Int: Int] = [:]
    var run = (color: -1, count: 0)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let color = packedColor(at: start)
      if color != run.color {
        counts[run.color, default: 0] += run.count
        run = (color, 0)
      }
      run.count += 1
    }
    counts[run.color, default: 0] += run.count
    counts[-1] = nil
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// For each colour the kept one that replaces it; nil when more than `colors` would be kept.
  private static func mapping(
    _ histogram: [Int], colors: Int, distance: Int
  ) -> [Int: Int]? {
    var kept: [(color: Int, red: Int, green: Int, blue: Int)] = []
    var mapping: [Int: Int] = [:]
    for color in histogram {
      let (red, green, blue) = (color >> 16, color >> 8 & 255, color & 255)
      var nearest = (color: color, distance: Int.max)
      for other in kept {
        let apart = max(
          abs(other.red - red), abs(other.green - green), abs(other.blue - blue))
        if apart < nearest.distance { nearest = (other.color, apart) }
      }
      if nearest.distance <= distance {
        mapping[color] = nearest.color
      } else {
        guard kept.count < colors else { return nil }
        kept.append((color, red, green, blue))
      }
    }
    return mapping
  }

  private func replacingColors(_ mapping: [Int: Int]) -> Bitmap {
    var result = self
    var last = (from: -1, to: 0)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let own = packedColor(at: start)
      if own != last.from { last = (own, mapping[own] ?? own) }
      let color = last.to
      guard color != own else { continue }
      result.bytes[start] = UInt8(color >> 16)
      result.bytes[start + 1] = UInt8(color >> 8 & 255)
      result.bytes[start + 2] = UInt8(color & 255)
    }
    return result
  }

  private func packedColor(at start: Int) -> Int {
    Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
  }
}
