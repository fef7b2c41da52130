/// An image of 8-bit samples `[H, W, C]`: C is 1 (gray) or 3 (red, green, blue), values are sRGB.
public struct Bitmap: Sendable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The samples of one pixel: 1 or 3.
  public let channels: Int
  /// The samples, row by row from the top, channels innermost: `[height * width * channels]`.
  public package(set) var bytes: [UInt8]

  /// An image of given samples; nil unless there are `height * width * channels` of them, and
  /// `channels` is 1 or 3.
  public init?(height: Int, width: Int, channels: Int, bytes: [UInt8]) {
    guard height >= 0, width >= 0, channels == 1 || channels == 3 else { return nil }
    let (area, tooTall) = height.multipliedReportingOverflow(by: width)
    let (count, tooDeep) = area.multipliedReportingOverflow(by: channels)
    guard !tooTall, !tooDeep, bytes.count == count else { return nil }
    self.height = height
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }

  /// A colour image with every pixel the same; sides below 0 count as 0.
  public init(height: Int, width: Int, red: UInt8, green: UInt8, blue: UInt8) {
    self.height = max(0, height)
    self.width = max(0, width)
    channels = 3
    bytes = [UInt8](repeating: red, count: self.height * self.width * 3)
    guard red != green || red != blue else { return }
    for start in stride(from: 0, to: bytes.count, by: 3) {
      bytes[start + 1] = green
      bytes[start + 2] = blue
    }
  }

  /// The three samples of one pixel; a gray one is repeated.
  public func color(row: Int, column: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let start = (row * width + column) * channels
    guard channels == 3 else { return (bytes[start], bytes[start], bytes[start]) }
    return (bytes[start], bytes[start + 1], bytes[start + 2])
  }
}

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
