import Numerics

/// The hour and the weather of a scene: its sky, and the colour of light on the ground.
struct Daylight {
  let zenith: Color
  let horizon: Color
  /// What multiplies the colours of everything on the ground.
  let light: Color
  /// How soon distance takes the colour of the sky.
  let haze: Float
  /// Sun or moon.
  let disc: (x: Float, y: Float, size: Float, color: Color)?
  let cloudiness: Float
  let cloud: Color

  private static let hours: [(zenith: Color, horizon: Color, light: Color)] = [
    (Color(0.22, 0.42, 0.78), Color(0.68, 0.82, 0.93), Color(1, 1, 0.96)),
    (Color(0.35, 0.55, 0.85), Color(0.86, 0.90, 0.92), Color(1, 0.99, 0.94)),
    (Color(0.62, 0.66, 0.72), Color(0.82, 0.83, 0.84), Color(0.78, 0.8, 0.84)),
    (Color(0.42, 0.46, 0.62), Color(0.95, 0.76, 0.55), Color(1, 0.82, 0.62)),
    (Color(0.30, 0.25, 0.42), Color(0.94, 0.50, 0.28), Color(0.75, 0.5, 0.42)),
    (Color(0.62, 0.42, 0.40), Color(0.96, 0.80, 0.62), Color(0.92, 0.72, 0.58)),
    (Color(0.14, 0.17, 0.34), Color(0.40, 0.38, 0.52), Color(0.45, 0.46, 0.6)),
    (Color(0.06, 0.08, 0.18), Color(0.18, 0.21, 0.34), Color(0.33, 0.36, 0.48)),
    (Color(0.80, 0.80, 0.78), Color(0.88, 0.86, 0.82), Color(0.82, 0.8, 0.76)),
  ]

  /// Draws an hour and a weather.
  init(_ stream: inout RandomStream) {
    let a = Self.hours[stream.integer(below: Self.hours.count)]
    let b = Self.hours[stream.integer(below: Self.hours.count)]
    let part = stream.float(0, 0.5)
    zenith = a.zenith.mixed(with: b.zenith, part)
    horizon = a.horizon.mixed(with: b.horizon, part)
    light = a.light.mixed(with: b.light, part)
    haze = stream.float(0.05, 0.6)
    disc =
      stream.chance(0.35)
      ? (
        stream.float(0.05, 0.95), stream.float(0.08, 0.5), stream.float(0.02, 0.07),
        Color(1, 0.95, 0.8)
      ) : nil
    cloudiness = stream.float(-0.35, 0.5)
    cloud = Color(0.95, 0.95, 0.96).mixed(with: horizon, stream.float(0.05, 0.5)) * light
  }

  /// A colour seen at a distance, from 0 (here) to 1 (the horizon).
  func seen(_ color: Color, at distance: Float) -> Color {
    (color * light).mixed(with: horizon, haze * distance)
  }

  /// Paints the sky down to a horizon.
  func paintSky(
    on painting: inout Painting, horizonHeight: Float, _ stream: inout RandomStream
  ) {
    let noise = ValueNoise(&stream)
    let shift = stream.float(0, 16)
    let stretch = stream.float(1.5, 4)
    painting.lay { x, y in
      let part = Soft.step(0, horizonHeight, y)
      let sky = zenith.mixed(with: horizon, part)
      let depth = 0.25 + y / max(0.2, horizonHeight)
      let puff = noise.octaves(x * 2.5 / depth + shift, y * stretch * 2.5 / depth)
      let cover = Soft.step(0.05, 0.45, puff + cloudiness - 0.15)
      return (sky.mixed(with: cloud, cover * 0.85), 1)
    }
    guard let disc else { return }
    let frame = Frame(x: disc.x, y: disc.y, width: disc.size, height: disc.size)
    painting.ellipse(
      frame.inside(0, 0, 4, 4), disc.color, opacity: 0.35, softness: 0.9)
    painting.ellipse(frame, disc.color, softness: 0.1)
  }
}
