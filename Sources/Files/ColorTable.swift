/// The colours of an image, numbered in the order in which they are met.
package struct ColorTable {
  /// The colours met, as `0xRRGGBB`.
  package private(set) var colors: [UInt32] = []
  /// Open addressing: numbers of colours, -1 for a free place; a power of two of them.
  private var places = [Int32](repeating: -1, count: 1024)

  /// No colours yet.
  package init() {}

  /// The number of a colour, a new one when it is met for the first time.
  package mutating func number(of color: UInt32) -> Int {
    var place = start(of: color)
    while places[place] >= 0 {
      let number = Int(places[place])
      if colors[number] == color { return number }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = Int32(colors.count)
    colors.append(color)
    if colors.count * 2 > places.count { grow() }
    return colors.count - 1
  }

  /// Calls `body` with each run of equal pixels in a colour image: the number of its colour and how
  /// many pixels follow each other. Ends early when `body` says false.
  package mutating func forEachRun(in image: Bitmap, _ body: (Int, Int) -> Bool) {
    var table = self
    image.bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start + 2 < bytes.count {
        let (red, green, blue) = (bytes[start], bytes[start + 1], bytes[start + 2])
        var end = start + 3
        while end + 2 < bytes.count, bytes[end] == red, bytes[end + 1] == green,
          bytes[end + 2] == blue
        { end += 3 }
        let number = table.number(of: UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
        guard body(number, (end - start) / 3) else { return }
        start = end
      }
    }
    self = table
  }

  private func start(of color: UInt32) -> Int {
    // Knuth's multiplicative hash; the upper half of the product is well mixed.
    Int(truncatingIfNeeded: (color &* 2_654_435_769) >> 12) & (places.count - 1)
  }

  private mutating func grow() {
    places = [Int32](repeating: -1, count: places.count * 2)
    for (number, color) in colors.enumerated() {
      var place = start(of: color)
      while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(number)
    }
  }
}
