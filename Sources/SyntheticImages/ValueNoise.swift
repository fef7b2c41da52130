import Numerics

/// Smooth random texture: random values on a grid, interpolated between.
struct ValueNoise {
  private static let size = 16
  private let values: [Float]

  /// Draws a texture.
  init(_ stream: inout RandomStream) {
    values = (0..<Self.size * Self.size).map { _ in stream.float(-1, 1) }
  }

  /// The texture at a place, from -1 to 1; it repeats every 16 units.
  @inline(__always)
  func value(_ x: Float, _ y: Float) -> Float {
    values.withUnsafeBufferPointer { values in
      let left = x.rounded(.down)
      let top = y.rounded(.down)
      let a = Int(left) & (Self.size - 1)
      let b = Int(top) & (Self.size - 1)
      let nextA = (a + 1) & (Self.size - 1)
      let nextB = (b + 1) & (Self.size - 1)
      let s = Soft.step(0, 1, x - left)
      let t = Soft.step(0, 1, y - top)
      let upper = values[b * Self.size + a] * (1 - s) + values[b * Self.size + nextA] * s
      let lower = values[nextB * Self.size + a] * (1 - s) + values[nextB * Self.size + nextA] * s
      return upper * (1 - t) + lower * t
    }
  }

  /// Three octaves, each twice as fine and half as strong: from -1 to 1.
  @inline(__always)
  func octaves(_ x: Float, _ y: Float) -> Float {
    (value(x, y) * 4 + value(2 * x + 5, 2 * y + 3) * 2 + value(4 * x + 1, 4 * y + 7)) / 7
  }
}

extension RandomStream {
  /// A number in [lower, upper), in single precision.
  mutating func float(_ lower: Float, _ upper: Float) -> Float {
    lower + (upper - lower) * Float(nextWord() >> 8) * 0x1p-24
  }

  /// A number near a mean, within twice the spread of it: the mean of three uniform draws.
  mutating func near(_ mean: Float, _ spread: Float) -> Float {
    mean + spread * (float(-2, 2) + float(-2, 2) + float(-2, 2)) / 3
  }

  /// True with a probability.
  package mutating func chance(_ probability: Float) -> Bool { float(0, 1) < probability }

  /// One of several colours, each channel a little off.
  mutating func color(_ palette: [Color], spread: Float = 0.06) -> Color {
    let base = palette[integer(below: palette.count)]
    let light = float(-spread, spread)
    let warmth = float(-spread, spread) / 2
    return base + Color(light + warmth, light, light - warmth)
  }
}
