import Numerics

/// The trees and bushes of a scene, the far ones first.
struct Plants {
  private enum Shape { case conifer, broadleaf, palm, bush }

  private struct Plant {
    let shape: Shape
    let frame: Frame
    let color: Color
    let trunk: Color
  }

  private let plants: [Plant]

  private static let leaves = [
    Color(0.20, 0.36, 0.14), Color(0.30, 0.44, 0.16), Color(0.14, 0.26, 0.14),
    Color(0.46, 0.48, 0.18), Color(0.72, 0.46, 0.16), Color(0.62, 0.26, 0.14),
    Color(0.70, 0.60, 0.30),
  ]

  /// Draws where what grows; few on sand, snow, water and streets, many in forests.
  init(_ stream: inout RandomStream, in scene: Landscape) {
    let isForest = scene.ground == .forest
    let isWater = scene.ground == .water
    let count = isForest ? 6 + stream.integer(below: 10) : stream.integer(below: isWater ? 2 : 8)
    let main: Shape = scene.ground == .sand ? .palm : stream.chance(0.5) ? .conifer : .broadleaf
    let foliage = stream.color(Self.leaves)
    let tall = isForest ? stream.float(0.25, 0.6) : stream.float(0.15, 0.55)
    let plants = (0..<count).map { _ in
      let depth = isWater ? 1 : stream.float(0, 1)
      let size = tall * (0.35 + depth) * stream.float(0.7, 1.3)
      let foot = scene.horizon + 0.02 + (isWater ? 0.3 : 0.75) * depth * (1 - scene.horizon)
      let shape: Shape = stream.chance(0.2) ? .bush : main
      let width = size * (shape == .conifer ? stream.float(0.35, 0.5) : stream.float(0.55, 0.85))
      let leaves = foliage.mixed(with: stream.color(Self.leaves), stream.float(0, 0.4))
      return Plant(
        shape: shape,
        frame: Frame(x: stream.float(-0.05, 1.05), y: foot, width: width, height: size),
        color: scene.daylight.seen(leaves, at: 0.6 * (1 - depth)),
        trunk: scene.daylight.seen(Color(0.26, 0.18, 0.12), at: 0.6 * (1 - depth)))
    }
    self.plants = plants.sorted { $0.frame.y < $1.frame.y }
  }

  /// Paints them.
  func paint(in scene: Landscape, on painting: inout Painting, _ stream: inout RandomStream) {
    let noise = ValueNoise(&stream)
    for plant in plants {
      painting.ellipse(
        plant.frame.inside(0, 0, 0.6, 0.08), scene.daylight.light * 0.1, opacity: 0.35,
        softness: 0.6)
      switch plant.shape {
      case .conifer: Self.paintConifer(plant, noise, on: &painting)
      case .broadleaf: Self.paintBroadleaf(plant, noise, on: &painting)
      case .palm: Self.paintPalm(plant, on: &painting)
      case .bush: Self.paintCrown(plant.frame.inside(0, -0.2, 0.7, 0.3), plant, noise, &painting)
      }
    }
  }

  private static func paintTrunk(_ plant: Plant, _ height: Float, on painting: inout Painting) {
    painting.rectangle(plant.frame.inside(0, -height / 2, 0.07, height / 2), plant.trunk)
  }

  private static func paintConifer(
    _ plant: Plant, _ noise: ValueNoise, on painting: inout Painting
  ) {
    paintTrunk(plant, 0.3, on: &painting)
    let edge = painting.step / plant.frame.width
    let phase = plant.frame.x * 37
    painting.lay(on: plant.frame.inside(0, -1, 1, 1), reach: 1.5) { u, v in
      let tier = v * 5 - (v * 5).rounded(.down)
      let width = v * 0.42 * (0.75 + 0.35 * tier)
      let lit = 1 + 0.3 * noise.value(u * 9 + phase, v * 7) - 0.5 * u
      return (plant.color * lit, v > 0 && v < 0.85 ? Soft.inside(width - abs(u), edge) : 0)
    }
  }

  private static func paintBroadleaf(
    _ plant: Plant, _ noise: ValueNoise, on painting: inout Painting
  ) {
    paintTrunk(plant, 0.5, on: &painting)
    paintCrown(plant.frame.inside(0, -0.66, 0.58, 0.38), plant, noise, &painting)
  }

  private static func paintCrown(
    _ frame: Frame, _ plant: Plant, _ noise: ValueNoise, _ painting: inout Painting
  ) {
    let edge = 1.5 * painting.step / frame.width
    let phase = frame.x * 37
    painting.lay(on: frame, reach: 1.4) { u, v in
      let leaf = noise.octaves(u * 2.2 + phase, v * 2.2 + phase)
      let depth = 1 - (u * u + v * v).squareRoot() + 0.35 * leaf
      let lit = 1 + 0.35 * noise.value(u * 7, v * 7 + phase) - 0.3 * v - 0.2 * u
      return (plant.color * lit, Soft.inside(depth, edge))
    }
  }

  private static func paintPalm(_ plant: Plant, on painting: inout Painting) {
    let edge = painting.step / plant.frame.width
    painting.lay(on: plant.frame, reach: 1.1) { u, v in
      let lean = u - 0.12 * v * v
      return (plant.trunk, v < 0 && v > -0.85 ? Soft.inside(0.05 - abs(lean), edge) : 0)
    }
    let top = plant.frame.inside(0.1, -0.85, 1, 1)
    for blade in 0..<7 {
      let angle = Float(blade) * 0.5236 + 3.1416
      painting.lay(on: top.turned(angle), reach: 0.7) { u, v in
        let bend = v - 0.5 * u * u * (angle > 4.7 ? 1 : -1)
        let width = 0.07 * (0.6 - u) / 0.6
        return (plant.color, u > 0 && u < 0.6 ? Soft.inside(width - abs(bend), edge) : 0)
      }
    }
  }
}

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
