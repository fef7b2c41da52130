import Numerics

/// A face in front of something: its traits, and how it is painted.
///
/// In its frame the head is about the unit circle: eyes a little above the middle, chin at v = 1.
struct Face {
  let frame: Frame
  let skin: Color
  let hair: Hair
  let light: (x: Float, y: Float, z: Float)
  let ambient: Float
  /// How far the face is turned to the side and down, in units of the frame.
  let turn: (u: Float, v: Float)
  let jaw: Float
  let features: FaceFeatures

  private static let skins = [
    Color(0.96, 0.80, 0.70), Color(0.90, 0.70, 0.57), Color(0.82, 0.61, 0.46),
    Color(0.70, 0.49, 0.36), Color(0.55, 0.37, 0.27), Color(0.42, 0.28, 0.21),
    Color(0.93, 0.76, 0.64), Color(0.86, 0.66, 0.52), Color(0.76, 0.56, 0.42),
  ]

  /// Draws the traits of one person in one pose.
  init(_ stream: inout RandomStream) {
    let height = stream.near(0.385, 0.015)
    let width = height * stream.near(0.775, 0.03)
    frame = Frame(
      x: stream.near(0.5, 0.012), y: stream.near(0.53, 0.012), width: width,
      height: height
    ).turned(stream.near(0, 0.07))
    skin = stream.color(Self.skins, spread: 0.05)
    hair = Hair(&stream, skin: skin)
    let x = stream.near(0, 0.45)
    let y = stream.near(-0.2, 0.25)
    let length = (x * x + y * y + 0.64).squareRoot()
    light = (x / length, y / length, 0.8 / length)
    ambient = stream.float(0.45, 0.8)
    turn = (stream.near(0, 0.1), stream.near(0, 0.03))
    jaw = stream.near(0.22, 0.07)
    features = FaceFeatures(&stream, skin: skin, hair: hair.color)
  }

  /// Paints everything, back to front.
  func paint(on painting: inout Painting, _ stream: inout RandomStream) {
    Backdrop(&stream).paint(on: &painting)
    hair.paintBehind(frame, on: &painting)
    paintShoulders(on: &painting, &stream)
    paintHead(on: &painting)
    features.paint(frame, turn, on: &painting)
    hair.paintAbove(frame, turn.u, outline: outline, on: &painting)
    features.paintGlasses(frame, turn, on: &painting)
  }

  /// How far inside the head a place is: 0 on the outline, 1 in the middle.
  @inline(__always)
  func outline(_ u: Float, _ v: Float) -> Float {
    let below = max(0, v)
    let width = 1 - jaw * below * below
    let across = u / width
    return 1 - (across * across + v * v).squareRoot()
  }

  private func shade(_ u: Float, _ v: Float) -> Float {
    let z = max(0, 1 - 0.8 * (u * u + v * v)).squareRoot()
    let facing = max(0, u * light.x * 0.9 + v * light.y * 0.9 + z * light.z)
    return ambient + (1 - ambient) * facing * 1.25
  }

  private func paintHead(on painting: inout Painting) {
    let edge = painting.step / frame.width
    for side in [Float(-1), 1] {
      let ear = frame.inside(side * 0.98 - 0.5 * turn.u, 0.02, 0.14, 0.2)
      painting.ellipse(ear, skin * 0.85 * shade(side * 0.8, 0))
    }
    painting.lay(on: frame, reach: 1.1) { u, v in
      let flush = 0.05 * Soft.bell((abs(u - turn.u * 0.6) - 0.5) * 4) * Soft.bell((v - 0.25) * 4)
      let lit = skin * shade(u - turn.u * 0.5, v) + Color(flush, -flush * 0.3, -flush * 0.2)
      return (lit, Soft.inside(outline(u, v), edge))
    }
  }

  private func paintShoulders(on painting: inout Painting, _ stream: inout RandomStream) {
    let cloth = stream.color(Backdrop.colors, spread: 0.06)
    let collar = stream.float(0.3, 0.6)
    let neckWidth = stream.float(0.4, 0.58)
    var upright = frame
    upright.cosine = 1
    upright.sine = 0
    let slope = stream.float(0.25, 0.5)
    let edge = 0.02 / frame.height
    painting.lay(on: upright, reach: 3) { u, v in
      let top = 1.12 + slope * u * u * 0.6
      return (cloth * (0.85 + 0.15 * shade(u * 0.4, 0)), Soft.inside(v - top, edge))
    }
    let neck = skin * shade(0, 0.4) * 0.78
    painting.lay(on: frame, reach: 1.8) { u, v in
      let open = collar + 1.05 - abs(u) * 0.9
      let within = Soft.inside(neckWidth - abs(u), edge) * Soft.inside(open - v, edge)
      return (neck, v > 0.4 ? within : 0)
    }
  }
}

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

/// Hair, or what is left of it.
struct Hair {
  /// Its colour.
  let color: Color
  private let isBald: Bool
  private let volume: Float
  private let length: Float
  private let flare: Float
  private let wave: Float
  private let hairline: Float
  private let parting: Float
  private let fringe: Float
  private let strands: ValueNoise

  private static let dark = [
    Color(0.10, 0.07, 0.06), Color(0.16, 0.10, 0.07), Color(0.05, 0.05, 0.06),
    Color(0.20, 0.13, 0.09),
  ]
  private static let fair = [
    Color(0.30, 0.19, 0.11), Color(0.45, 0.30, 0.16), Color(0.68, 0.53, 0.31),
    Color(0.50, 0.22, 0.11), Color(0.58, 0.56, 0.54),
  ]

  /// Draws a style; fair hair goes with fair skin.
  init(_ stream: inout RandomStream, skin: Color) {
    let isFair = skin.x > 0.75 && stream.chance(0.65)
    color = stream.color(isFair ? Self.fair : Self.dark, spread: 0.04)
    isBald = stream.chance(0.05)
    volume = stream.near(1.12, 0.04)
    length = stream.near(0.45, 0.6)
    flare = stream.near(0, 0.14)
    wave = stream.float(0, 0.12)
    hairline = stream.near(-0.64, 0.07)
    parting = stream.near(0, 0.5)
    fringe = stream.float(-0.05, 0.45)
    strands = ValueNoise(&stream)
  }

  /// Paints what falls behind the head.
  func paintBehind(_ head: Frame, on painting: inout Painting) {
    guard !isBald else { return }
    let edge = painting.step / head.width + 0.02
    painting.lay(on: head, reach: 2) { u, v in
      let cap = 1 - (u * u + v * v).squareRoot() / volume
      let curl = wave * strands.value(v * 3 + 4, u < 0 ? 2 : 9)
      let side = volume * 0.97 + flare * v + curl - abs(u)
      let fall = min(side, length + wave * strands.value(u * 4, 5) - v)
      let depth = v < 0 ? cap : max(cap, fall)
      return (strand(u, v) * 0.8, Soft.inside(depth, edge))
    }
  }

  /// Paints what lies on the forehead and the sides.
  func paintAbove(
    _ head: Frame, _ turn: Float, outline: (Float, Float) -> Float, on painting: inout Painting
  ) {
    guard !isBald else { return }
    let edge = painting.step / head.width + 0.03
    painting.lay(on: head, reach: 1.5) { u, v in
      let cap = 1 - (u * u + v * v).squareRoot() / (volume * 0.99)
      let across = u - turn * 0.5
      let off = across - parting * 0.5
      let line = hairline + 0.62 * across * across * across * across + fringe * off * off
      let sides = abs(u) - (length > 0.4 ? 0.88 : 0.95) + 0.1 * v
      let depth = max(line - v, v < min(0.3, length - 0.1) ? sides : -1)
      return (strand(u, v), min(Soft.inside(cap, edge), Soft.inside(depth, edge * 1.5)))
    }
  }

  @inline(__always)
  private func strand(_ u: Float, _ v: Float) -> Color {
    let shine = 0.22 * strands.value(u * 5 + 8, v * 1.3 + 8) - 0.25 * v
    return color * (1 + 0.6 * shine) + Color(0.05, 0.05, 0.05) * max(0, shine)
  }
}
