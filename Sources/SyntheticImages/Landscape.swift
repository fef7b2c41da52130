import Numerics

/// An outdoor scene, painted from the sky to the foreground.
struct Landscape {
  /// What the ground is.
  enum Ground: CaseIterable {
    case meadow, water, sand, snow, street, forest
  }

  let daylight: Daylight
  let horizon: Float
  let ground: Ground
  private let slope: Float

  /// Draws a place, an hour and a weather.
  init(_ stream: inout RandomStream) {
    daylight = Daylight(&stream)
    horizon = max(0.2, stream.near(0.56, 0.15))
    ground = Ground.allCases[stream.integer(below: Ground.allCases.count)]
    slope = stream.near(0, 0.22)
  }

  /// Paints everything, back to front.
  func paint(on painting: inout Painting, _ stream: inout RandomStream) {
    daylight.paintSky(on: &painting, horizonHeight: horizon, &stream)
    paintHills(on: &painting, &stream)
    if ground == .street || stream.chance(0.25) {
      Buildings(&stream, foot: horizon).paint(in: self, on: &painting, &stream)
    }
    paintGround(on: &painting, &stream)
    if ground == .meadow || ground == .street, stream.chance(0.5) {
      paintPath(on: &painting, &stream)
    }
    Plants(&stream, in: self).paint(in: self, on: &painting, &stream)
  }

  /// Ranges of hills, each nearer one lower and less hazy.
  private func paintHills(on painting: inout Painting, _ stream: inout RandomStream) {
    let count = stream.integer(below: 5)
    for index in 0..<count {
      let distance = 1 - Float(index) / Float(count)
      let color = daylight.seen(stream.color(Self.slopes, spread: 0.05), at: 0.35 + 0.6 * distance)
      let height = stream.float(0.08, 0.42) * (0.5 + 0.5 * distance)
      let roughness = stream.float(1.5, 4)
      let noise = ValueNoise(&stream)
      let shift = stream.float(0, 16)
      let snow: Float = stream.chance(0.25) ? height * 0.45 : -1
      let ridge = painting.profile { x in
        horizon - height * (0.55 + 0.75 * noise.octaves(x * roughness + shift, 3.5))
      }
      painting.lay(below: ridge) { x, y in
        let texture = 1 + 0.5 * noise.octaves(x * 7, y * 7)
        let white = snow > 0 ? Soft.step(snow, snow * 1.3, horizon - y) : 0
        let lit = (color * texture).mixed(with: Color(0.92, 0.93, 0.96) * daylight.light, white)
        return (lit, 1)
      }
    }
  }

  private func paintGround(on painting: inout Painting, _ stream: inout RandomStream) {
    let near = stream.color(Self.colors(of: ground), spread: 0.06)
    let far = daylight.seen(near.mixed(with: stream.color(Self.slopes), 0.3), at: 0.6)
    let here = daylight.seen(near, at: 0)
    let noise = ValueNoise(&stream)
    let isWater = ground == .water
    let ripple = stream.float(0.2, 0.8)
    let roughness = stream.float(0.2, 0.7)
    let bend = isWater ? 0 : stream.float(0, 0.06)
    let shift = stream.float(0, 16)
    let top = painting.profile { x in
      horizon + (isWater ? 0 : slope * (x - 0.5)) + bend * noise.value(x * 3 + shift, 2)
    }
    painting.lay(below: top) { x, y in
      let depth = max(0, y - horizon + 0.03) / (1 - horizon)
      let scale = 1 / (0.12 + depth)
      if isWater {
        let wave = noise.octaves(x * scale + shift, depth * 26)
        let mirrored = daylight.horizon.mixed(with: daylight.zenith, min(1, depth * 1.3))
        return (here.mixed(with: mirrored, 0.6) * (1 + ripple * wave), 1)
      }
      let grain = noise.octaves(x * scale * 1.6 + shift, scale * 3)
      return (far.mixed(with: here, Soft.step(0, 0.7, depth)) * (1 + roughness * grain), 1)
    }
  }

  /// A path or a road that narrows towards the horizon.
  private func paintPath(on painting: inout Painting, _ stream: inout RandomStream) {
    let end = stream.float(0.2, 0.8)
    let start = stream.float(0, 1)
    let width = stream.float(0.08, 0.4)
    let bend = stream.float(-0.3, 0.3)
    let color = daylight.seen(stream.color(Self.colors(of: .street)), at: 0.1)
    let edge: Float = 0.03
    painting.lay { x, y in
      let depth = (y - horizon - 0.02) / (1 - horizon)
      guard depth > 0 else { return (color, 0) }
      let middle = end + (start - end) * depth + bend * depth * (1 - depth)
      return (color, Soft.inside(width * (0.06 + depth) / 2 - abs(x - middle), edge))
    }
  }

  private static let slopes = [
    Color(0.30, 0.38, 0.30), Color(0.36, 0.40, 0.48), Color(0.45, 0.38, 0.32),
    Color(0.22, 0.30, 0.20), Color(0.52, 0.45, 0.36), Color(0.40, 0.30, 0.30),
  ]

  static func colors(of ground: Ground) -> [Color] {
    switch ground {
    case .meadow: [Color(0.36, 0.50, 0.18), Color(0.55, 0.55, 0.24), Color(0.68, 0.55, 0.30)]
    case .water: [Color(0.12, 0.28, 0.38), Color(0.16, 0.34, 0.32), Color(0.25, 0.38, 0.50)]
    case .sand: [Color(0.86, 0.72, 0.52), Color(0.78, 0.58, 0.42), Color(0.70, 0.45, 0.32)]
    case .snow: [Color(0.90, 0.92, 0.96), Color(0.84, 0.85, 0.90)]
    case .street: [Color(0.42, 0.41, 0.41), Color(0.55, 0.52, 0.48), Color(0.60, 0.48, 0.40)]
    case .forest: [Color(0.24, 0.32, 0.14), Color(0.36, 0.30, 0.18), Color(0.30, 0.38, 0.16)]
    }
  }
}

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
