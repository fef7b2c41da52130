import Numerics

/// A picture that is drawn from random numbers alone: the same stream, the same bytes, on every machine.
public enum SyntheticImage: Sendable {
  /// A face in front of something.
  case face
  /// A place outdoors, at some hour and in some weather.
  case scene

  /// Draws one, as bytes `[size, size, 3]`: red, green and blue.
  ///
  /// There are four samples to a pixel, which are averaged.
  ///
  /// - Parameters:
  ///   - size: the pixels a side.
  ///   - stream: what everything about it is drawn from.
  ///   - target: room for `3 * size * size` bytes.
  public func draw(
    size: Int, _ stream: inout RandomStream, into target: UnsafeMutablePointer<UInt8>
  ) {
    let exposure = Exposure(&stream)
    var painting = Painting(side: size * 2)
    switch self {
    case .face: Face(&stream).paint(on: &painting, &stream)
    case .scene: Landscape(&stream).paint(on: &painting, &stream)
    }
    exposure.develop(painting, pixels: size, &stream, into: target)
  }
}

/// What the camera and the hour do to a whole picture: brightness, contrast, tint, stray light
/// that rises across it, and noise.
struct Exposure {
  private let gain: Float
  private let contrast: Float
  private let tint: Color
  private let veil: (all: Color, x: Color, y: Color)
  private let vignette: Float
  private let noise: Float

  /// Draws the conditions of one picture.
  init(_ stream: inout RandomStream) {
    gain = stream.near(0.95, 0.16)
    contrast = stream.near(0.97, 0.1)
    let warmth = stream.near(0, 0.1)
    tint = Color(1 + warmth, 1 + stream.near(0, 0.03), 1 - warmth)
    veil = (Self.cast(0.13, &stream), Self.cast(0.26, &stream), Self.cast(0.26, &stream))
    vignette = stream.float(0, 0.35)
    noise = stream.float(0.015, 0.03)
  }

  /// Develops the picture: averages the samples of each pixel and writes it as bytes `[H, W, 3]`.
  func develop(
    _ painting: Painting, pixels: Int, _ stream: inout RandomStream,
    into bytes: UnsafeMutablePointer<UInt8>
  ) {
    let factor = painting.side / pixels
    let weight = 1 / Float(factor * factor)
    painting.samples.withUnsafeBufferPointer { samples in
      for row in 0..<pixels {
        for column in 0..<pixels {
          var sum = Color(0, 0, 0)
          for i in 0..<factor {
            for j in 0..<factor {
              sum += samples[(row * factor + i) * painting.side + column * factor + j]
            }
          }
          let x = (Float(column) + 0.5) / Float(pixels) - 0.5
          let y = (Float(row) + 0.5) / Float(pixels) - 0.5
          let color = expose(sum * weight, x, y)
          let place = 3 * (row * pixels + column)
          for channel in 0..<3 {
            let value = color[channel] + noise * Self.grain(&stream)
            bytes[place + channel] = UInt8(max(0, min(255, value * 255)).rounded())
          }
        }
      }
    }
  }

  private func expose(_ color: Color, _ x: Float, _ y: Float) -> Color {
    let light = gain * (1 - vignette * 2 * (x * x + y * y))
    let grey = Color(0.45, 0.45, 0.45)
    let scattered = veil.all + veil.x * x + veil.y * y
    return (grey + (color - grey) * contrast) * tint * light + scattered
  }

  /// Stray light, which adds or takes away: mostly grey.
  private static func cast(_ spread: Float, _ stream: inout RandomStream) -> Color {
    let grey = stream.near(0, spread)
    let warmth = stream.near(0, spread * 0.35)
    return Color(grey + warmth, grey, grey - warmth)
  }

  /// Noise of variance 1, very nearly normal: the sum of four uniform draws of 16 bits.
  private static func grain(_ stream: inout RandomStream) -> Float {
    let bits = stream.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Float(sum) / 65536 - 2) * 1.7320508
  }
}
