import Numerics

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
