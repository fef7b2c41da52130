import Numerics

/// Eyes, brows, nose, mouth, beard and glasses.
struct FaceFeatures {
  private let skin: Color
  private let hair: Color
  private let iris: Color
  private let lips: Color
  private let eyeGap: Float
  private let eyeSize: Float
  private let openness: Float
  private let gaze: Float
  private let brow: (height: Float, tilt: Float, weight: Float)
  private let nose: (length: Float, width: Float)
  private let mouth: (width: Float, smile: Float, open: Float)
  private let beard: Float
  private let glasses: Color?

  private static let irises = [
    Color(0.25, 0.15, 0.08), Color(0.16, 0.10, 0.06), Color(0.30, 0.42, 0.50),
    Color(0.30, 0.38, 0.22),
  ]

  /// Draws the features of a person with this skin and hair.
  init(_ stream: inout RandomStream, skin: Color, hair: Color) {
    self.skin = skin
    self.hair = hair
    iris = stream.color(Self.irises, spread: 0.03)
    lips = skin.mixed(with: Color(0.68, 0.22, 0.24), stream.float(0.25, 0.75))
    eyeGap = stream.float(0.36, 0.44)
    eyeSize = stream.float(0.15, 0.2)
    openness = stream.float(0.4, 0.65)
    gaze = stream.float(-0.3, 0.3)
    brow = (stream.float(0.19, 0.27), stream.float(-0.12, 0.2), stream.float(0.035, 0.07))
    nose = (stream.float(0.24, 0.36), stream.float(0.13, 0.2))
    mouth = (stream.float(0.28, 0.44), stream.float(-0.03, 0.16), stream.float(-0.06, 0.12))
    beard = stream.chance(0.22) ? stream.float(0.3, 0.9) : 0
    glasses = stream.chance(0.15) ? stream.color([Color(0.1, 0.1, 0.1)], spread: 0.08) : nil
  }

  /// Paints the features on a head turned by so much.
  func paint(_ head: Frame, _ turn: (u: Float, v: Float), on painting: inout Painting) {
    paintBeard(head, turn, on: &painting)
    for side in [Float(-1), 1] { paintEye(eye(head, turn, side), side, on: &painting) }
    paintNose(head.inside(turn.u, 0.12 + turn.v, 1, 1), turn.u, on: &painting)
    paintMouth(head.inside(turn.u * 0.85, 0.53 + turn.v, 1, 1), on: &painting)
  }

  /// Paints the glasses, which lie above the hair.
  func paintGlasses(_ head: Frame, _ turn: (u: Float, v: Float), on painting: inout Painting) {
    guard let glasses else { return }
    let thickness = 0.14 + painting.step / head.width
    for side in [Float(-1), 1] {
      let rim = eye(head, turn, side).inside(0, 0.05, 1.6, 1.6)
      painting.lay(on: rim, reach: 1.3) { u, v in
        let ring = abs((u * u + v * v).squareRoot() - 1)
        return (glasses, 0.85 * Soft.inside(thickness - ring, thickness))
      }
    }
    painting.rectangle(head.inside(turn.u, -0.1 + turn.v, 0.1, 0.025), glasses, opacity: 0.85)
  }

  /// Eyes far from the viewer are narrower.
  private func eye(_ head: Frame, _ turn: (u: Float, v: Float), _ side: Float) -> Frame {
    let narrow = 1 - 0.9 * max(0, side * turn.u)
    return head.inside(
      side * eyeGap * narrow + turn.u, -0.1 + turn.v, eyeSize * narrow, eyeSize * 0.95)
  }

  private func paintEye(_ eye: Frame, _ side: Float, on painting: inout Painting) {
    painting.ellipse(eye.inside(0, -0.1, 1.6, 1.2), skin * 0.62, opacity: 0.5, softness: 0.9)
    let white = Color(0.93, 0.91, 0.88)
    let edge = painting.step / eye.width
    painting.lay(on: eye, reach: 1.3) { u, v in
      let lid = openness * (1 - u * u)
      let centre = (u - gaze * 0.6) * (u - gaze * 0.6) + v * v
      let isIris = Soft.inside(0.46 - centre.squareRoot(), edge)
      let isPupil = Soft.inside(0.2 - centre.squareRoot(), edge)
      let color = white.mixed(with: iris, isIris).mixed(with: Color(0.02, 0.02, 0.02), isPupil)
      return (color, Soft.inside(lid - abs(v), edge))
    }
    painting.lay(on: eye, reach: 1.3) { u, v in
      let lash = abs(v + openness * (1 - u * u)) - 0.1
      return (Color(0.12, 0.08, 0.07), abs(u) < 1.1 ? 0.8 * Soft.inside(-lash, edge) : 0)
    }
    let height = brow.height / eyeSize
    painting.lay(on: eye.inside(0, -height, 1.35, 1), reach: 1.1) { u, v in
      let bend = 0.35 * u * u - brow.tilt * side * u
      let thickness = brow.weight / eyeSize * (1 - 0.5 * abs(u))
      return (hair * 0.7, abs(u) < 1 ? 0.9 * Soft.inside(thickness - abs(v - bend), edge) : 0)
    }
  }

  private func paintNose(_ nose: Frame, _ turn: Float, on painting: inout Painting) {
    let length = self.nose.length
    let width = self.nose.width
    let side: Float = turn > 0 ? -1 : 1
    painting.ellipse(
      nose.inside(side * width * 0.75, -0.02, width * 0.5, length), skin * 0.6, opacity: 0.4,
      softness: 0.8)
    painting.ellipse(
      nose.inside(0, -0.06, width * 0.3, length * 0.8), skin * 1.25, opacity: 0.4, softness: 0.8)
    painting.ellipse(
      nose.inside(0, 0.16, width * 1.1, 0.07), skin * 0.55, opacity: 0.55, softness: 0.7)
    for nostril in [Float(-0.5), 0.5] {
      painting.ellipse(
        nose.inside(nostril * width, 0.17, 0.045, 0.03), skin * 0.3, opacity: 0.8, softness: 0.5)
    }
  }

  private func paintMouth(_ frame: Frame, on painting: inout Painting) {
    let mouth = self.mouth
    let edge = painting.step / frame.height + 0.01
    let teeth = Color(0.95, 0.93, 0.90)
    let gap = max(0, mouth.open)
    painting.lay(on: frame, reach: 0.6) { u, v in
      let across = u / mouth.width
      let room = 1 - across * across
      let line = -mouth.smile * across * across + mouth.smile * 0.5
      let depth = v - line
      guard room > 0 else { return (lips, 0) }
      let within = Soft.inside(0.085 * room + gap * room - depth, edge)
      let above = Soft.inside(depth + 0.06 * room, edge)
      let isInside = Soft.inside(gap * room * 0.8 - abs(depth - gap * room * 0.3), edge)
      let seam = Soft.inside(0.02 - abs(depth), edge) * (gap > 0 ? 0 : 0.7)
      let color = lips.mixed(with: teeth, gap > 0.02 ? isInside : 0)
        .mixed(with: lips * 0.4, seam)
      return (color, within * above)
    }
    painting.ellipse(
      frame.inside(0, 0.2, mouth.width * 0.7, 0.06), skin * 0.65, opacity: 0.35, softness: 0.8)
  }

  private func paintBeard(
    _ head: Frame, _ turn: (u: Float, v: Float), on painting: inout Painting
  ) {
    guard beard > 0 else { return }
    painting.lay(on: head, reach: 1.1) { u, v in
      let top = Soft.step(0.22, 0.45, v - 0.25 * abs(u))
      let rim = Soft.step(-0.02, 0.06, 1 - (u * u * 1.25 + v * v).squareRoot())
      let cheek = Soft.step(0.25, 0.5, abs(u - turn.u) + 0.9 * max(0, v - 0.55))
      let lip = Soft.bell((v - 0.38) * 12) * Soft.step(0.4, 0.3, abs(u - turn.u))
      return (hair * 0.8, beard * rim * max(top * cheek, lip))
    }
  }
}
