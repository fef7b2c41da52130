import Numerics

/// Red, green and blue from 0 to 1; the fourth lane is not used.
typealias Color = SIMD4<Float>

extension Color {
  /// A colour of three numbers.
  init(_ red: Float, _ green: Float, _ blue: Float) { self.init(red, green, blue, 0) }

  /// The colour a part of the way to another.
  func mixed(with other: Color, _ part: Float) -> Color { self + (other - self) * part }
}

/// A square picture under construction, several samples to the pixel.
///
/// Places are fractions of its side: x from the left, y from the top. Everything is built from IEEE
/// additions, multiplications, divisions and square roots, so that a picture is the same bytes
/// everywhere.
struct Painting {
  /// The samples along a side.
  let side: Int
  /// The samples, row by row.
  var samples: [Color]
  /// The width of a sample, over which edges are softened.
  let step: Float

  /// A black picture.
  init(side: Int) {
    self.side = side
    samples = Array(repeating: Color(0, 0, 0), count: side * side)
    step = 1 / Float(side)
  }

  /// Lays paint over a part of the picture, in the coordinates of a frame.
  ///
  /// - Parameters:
  ///   - frame: the coordinates; `reach` units around its origin are painted at most.
  ///   - reach: the largest distance from the origin, in units of the frame.
  ///   - paint: the colour and its opacity at a place of the frame.
  @inline(__always)
  mutating func lay(
    on frame: Frame, reach: Float, _ paint: (_ u: Float, _ v: Float) -> (Color, Float)
  ) {
    let radius = reach * max(frame.width, frame.height)
    let columns = span(frame.x, radius)
    let rows = span(frame.y, radius)
    samples.withUnsafeMutableBufferPointer { samples in
      for row in rows {
        let dy = (Float(row) + 0.5) * step - frame.y
        for column in columns {
          let dx = (Float(column) + 0.5) * step - frame.x
          let u = (dx * frame.cosine + dy * frame.sine) / frame.width
          let v = (dy * frame.cosine - dx * frame.sine) / frame.height
          let (color, opacity) = paint(u, v)
          if opacity > 0 {
            let place = row * side + column
            samples[place] = samples[place].mixed(with: color, min(1, opacity))
          }
        }
      }
    }
  }

  /// Lays paint over the whole picture.
  @inline(__always)
  mutating func lay(_ paint: (_ x: Float, _ y: Float) -> (Color, Float)) {
    lay(on: Frame.whole, reach: 2, paint)
  }

  /// The height of a line over each column of samples.
  @inline(__always)
  func profile(_ height: (_ x: Float) -> Float) -> [Float] {
    (0..<side).map { height((Float($0) + 0.5) * step) }
  }

  /// Lays paint over everything below a line.
  @inline(__always)
  mutating func lay(
    below line: [Float], _ paint: (_ x: Float, _ y: Float) -> (Color, Float)
  ) {
    let edge = 1.5 * step
    let top = max(0, Int(((line.min() ?? 0) - edge) * Float(side)))
    samples.withUnsafeMutableBufferPointer { samples in
      for row in min(top, side)..<side {
        let y = (Float(row) + 0.5) * step
        for column in 0..<side where y > line[column] - edge {
          let (color, opacity) = paint((Float(column) + 0.5) * step, y)
          let place = row * side + column
          let cover = opacity * Soft.inside(y - line[column], edge)
          samples[place] = samples[place].mixed(with: color, cover)
        }
      }
    }
  }

  /// Fills an ellipse: the unit circle of a frame. The softness is the width of its edge beyond that
  /// of a sample, in units of the frame.
  mutating func ellipse(
    _ frame: Frame, _ color: Color, opacity: Float = 1, softness: Float = 0
  ) {
    let edge = softness + step / min(frame.width, frame.height)
    lay(on: frame, reach: 1 + edge) { u, v in
      (color, opacity * Soft.inside(1 - (u * u + v * v).squareRoot(), edge))
    }
  }

  /// Fills the square from -1 to 1 of a frame.
  mutating func rectangle(_ frame: Frame, _ color: Color, opacity: Float = 1) {
    let edgeU = step / frame.width
    let edgeV = step / frame.height
    lay(on: frame, reach: 1.5 + edgeU + edgeV) { u, v in
      (color, opacity * Soft.inside(1 - abs(u), edgeU) * Soft.inside(1 - abs(v), edgeV))
    }
  }

  private func span(_ centre: Float, _ radius: Float) -> Range<Int> {
    let low = Int(max(0, min(Float(side), ((centre - radius) * Float(side)).rounded(.down))))
    let high = Int(max(0, min(Float(side), ((centre + radius) * Float(side)).rounded(.up))))
    return low..<max(low, high)
  }
}

/// Coordinates of one thing in a picture: an origin, a size each way, and a turn.
struct Frame {
  /// The origin, in fractions of the picture.
  var x: Float
  var y: Float
  /// The length of a unit along and across, in fractions of the picture.
  var width: Float
  var height: Float
  /// The turn, clockwise.
  var cosine: Float = 1
  var sine: Float = 0

  /// The picture itself.
  static let whole = Frame(x: 0, y: 0, width: 1, height: 1)

  /// A frame inside this one: its origin and size in units of this one, turned with it.
  func inside(_ u: Float, _ v: Float, _ width: Float, _ height: Float) -> Frame {
    let dx = u * self.width
    let dy = v * self.height
    return Frame(
      x: x + dx * cosine - dy * sine, y: y + dx * sine + dy * cosine,
      width: width * self.width, height: height * self.height, cosine: cosine, sine: sine)
  }

  /// The frame turned clockwise by an angle.
  func turned(_ angle: Float) -> Frame {
    let (sine, cosine) = Elementary.sinCos(Double(angle))
    var turned = self
    turned.cosine = self.cosine * Float(cosine) - self.sine * Float(sine)
    turned.sine = self.sine * Float(cosine) + self.cosine * Float(sine)
    return turned
  }
}

/// Soft steps.
enum Soft {
  /// From 0 below `low` to 1 above `high`, smoothly.
  @inline(__always)
  static func step(_ low: Float, _ high: Float, _ x: Float) -> Float {
    let t = max(0, min(1, (x - low) / (high - low)))
    return t * t * (3 - 2 * t)
  }

  /// From 0 outside to 1 inside, over an edge of some width; `depth` is positive inside.
  @inline(__always)
  static func inside(_ depth: Float, _ edge: Float) -> Float {
    max(0, min(1, 0.5 + depth / edge))
  }

  /// A bell: 1 at 0, one quarter at 1, and on towards 0.
  @inline(__always)
  static func bell(_ x: Float) -> Float {
    let fall = 1 + x * x
    return 1 / (fall * fall)
  }
}

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
