import Numerics

/// What is behind a face, out of focus: a wall, a room, the open.
struct Backdrop {
  /// The colours of walls, clothes, leaves and sky.
  static let colors = [
    Color(0.85, 0.83, 0.80), Color(0.55, 0.52, 0.50), Color(0.16, 0.16, 0.18),
    Color(0.45, 0.60, 0.80), Color(0.20, 0.30, 0.50), Color(0.30, 0.42, 0.22),
    Color(0.62, 0.66, 0.36), Color(0.60, 0.36, 0.24), Color(0.80, 0.60, 0.42),
    Color(0.62, 0.16, 0.16), Color(0.35, 0.22, 0.30), Color(0.72, 0.80, 0.88),
  ]

  private let upper: Color
  private let lower: Color
  private let horizon: Float
  private let blur: Float
  private let lights: [(frame: Frame, color: Color)]
  private let texture: ValueNoise
  private let contrast: Float

  /// Draws one.
  init(_ stream: inout RandomStream) {
    upper = stream.color(Self.colors).mixed(with: stream.color(Self.colors), stream.float(0, 0.6))
    lower = stream.chance(0.4) ? upper * stream.float(0.6, 1.2) : stream.color(Self.colors)
    horizon = stream.float(0.2, 0.8)
    blur = stream.float(0.05, 0.6)
    var lights: [(frame: Frame, color: Color)] = []
    for _ in 0..<stream.integer(below: 4) {
      let size = stream.float(0.05, 0.2)
      let frame = Frame(
        x: stream.float(0, 1), y: stream.float(0, 0.9), width: size,
        height: size * stream.float(0.6, 2.5))
      lights.append((frame, stream.color(Self.colors, spread: 0.08)))
    }
    self.lights = lights
    texture = ValueNoise(&stream)
    contrast = stream.float(0, 0.2)
  }

  /// Paints it over the whole picture.
  func paint(on painting: inout Painting) {
    painting.lay { x, y in
      let part = Soft.step(horizon - blur, horizon + blur, y)
      return (upper.mixed(with: lower, part) * (1 + contrast * texture.value(4 * x, 4 * y)), 1)
    }
    for light in lights { painting.ellipse(light.frame, light.color, opacity: 0.5, softness: 0.4) }
  }
}
