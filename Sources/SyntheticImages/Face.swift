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
