import Numerics

/// Houses along the horizon, with roofs and windows.
struct Buildings {
  private struct House {
    let frame: Frame
    let wall: Color
    let roof: Color?
    let columns: Int
    let rows: Int
  }

  private let houses: [House]
  private let lit: Float

  private static let walls = [
    Color(0.82, 0.76, 0.68), Color(0.66, 0.42, 0.32), Color(0.55, 0.56, 0.60),
    Color(0.86, 0.84, 0.82), Color(0.74, 0.60, 0.44), Color(0.40, 0.38, 0.40),
    Color(0.62, 0.70, 0.76),
  ]
  private static let roofs = [
    Color(0.55, 0.24, 0.18), Color(0.30, 0.26, 0.26), Color(0.42, 0.32, 0.26),
  ]

  /// Draws a village or a town that stands on a line.
  init(_ stream: inout RandomStream, foot: Float) {
    let isTown = stream.chance(0.55)
    let count = isTown ? 4 + stream.integer(below: 7) : 1 + stream.integer(below: 4)
    let tallest = isTown ? stream.float(0.12, 0.34) : stream.float(0.06, 0.2)
    lit = stream.float(0, 1)
    let houses = (0..<count).map { _ in
      let height = tallest * stream.float(0.35, 1)
      let width = isTown ? stream.float(0.04, 0.12) : height * stream.float(0.8, 1.6)
      let base = foot + stream.float(0.01, 0.06)
      return House(
        frame: Frame(x: stream.float(0, 1), y: base - height, width: width, height: height),
        wall: stream.color(Self.walls),
        roof: isTown ? nil : stream.color(Self.roofs),
        columns: 2 + stream.integer(below: 4), rows: isTown ? 4 + stream.integer(below: 6) : 2)
    }
    self.houses = houses.sorted { $0.frame.y > $1.frame.y }
  }

  /// Paints them, the tall ones behind the low ones.
  func paint(in scene: Landscape, on painting: inout Painting, _ stream: inout RandomStream) {
    let daylight = scene.daylight
    let isDark = daylight.light.y < 0.5
    for house in houses.reversed() {
      let edge = 0.012 / house.frame.width
      let distance = stream.float(0.1, 0.5)
      let wall = daylight.seen(house.wall, at: distance)
      let shade = stream.chance(0.5) ? Float(0.12) : -0.12
      let pane = isDark ? Color(0.95, 0.80, 0.45) : wall * 0.55
      painting.lay(on: house.frame, reach: 1.5) { u, v in
        let across = (u + 1) / 2 * Float(house.columns)
        let down = (v + 1) / 2 * Float(house.rows)
        let column = across.rounded(.down)
        let row = down.rounded(.down)
        let isGlass = abs(across - column - 0.5) < 0.27 && abs(down - row - 0.5) < 0.28
        let isOn = !isDark || Self.scatter(column, row, lit) > 0.45
        let face = wall * (1 + shade * u)
        let color = isGlass && isOn ? pane : isGlass ? wall * 0.4 : face
        return (color, Soft.inside(1 - abs(u), edge) * (abs(v) < 1 ? 1 : 0))
      }
      guard let roof = house.roof else { continue }
      let tiles = daylight.seen(roof, at: distance)
      painting.lay(on: house.frame.inside(0, -1, 1.15, 0.7), reach: 1.2) { u, v in
        return (tiles, v <= 0 && v > -1 ? Soft.inside(1 + v - abs(u), edge) : 0)
      }
    }
  }

  /// A number from 0 to 1 that differs from window to window.
  private static func scatter(_ column: Float, _ row: Float, _ phase: Float) -> Float {
    let mixed = column * 0.618 + row * 0.381 * (1 + phase) + phase * 7.3
    return mixed - mixed.rounded(.down)
  }
}
