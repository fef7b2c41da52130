import Figures
import Testing

@Suite("Palette")
struct PaletteTests {
  /// Sight without red and without green receptors: matrices on linear RGB of Machado, Oliveira,
  /// Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009,
  /// severity 1.
  private static let sights: [(name: String, matrix: [[Double]])] = [
    ("normal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
  ]

  /// CIE L*a*b* of linear sRGB under D65.
  private func lab(_ rgb: [Double]) -> [Double] {
    let toXYZ = [
      [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505], [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ]
    let f = apply(toXYZ, rgb.map { min(1, max(0, $0)) }).map { t in
      t > 0.008856 ? cubeRoot(t) : 7.787 * t + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func cubeRoot(_ number: Double) -> Double {
    var root = 1.0
    for _ in 0..<60 { root -= (root * root * root - number) / (3 * root * root) }
    return root
  }

  private func apply(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  private func linear(_ color: Color) -> [Double] {
    [color.red, color.green, color.blue].map { Double($0) * Double($0) / 65025 }
  }

  private func closest(_ count: Int, _ matrix: [[Double]]) -> Double {
    let places = Palette.colors.prefix(count).map { lab(apply(matrix, linear($0))) }
    var closest = Double.infinity
    for (index, one) in places.enumerated() {
      for other in places.dropFirst(index + 1) {
        let square = zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        closest = min(closest, square.squareRoot())
      }
    }
    return closest
  }

  @Test("Colours stay apart for every sight", arguments: sights.map(\.name))
  func apart(sight: String) throws {
    let matrix = try #require(Self.sights.first { $0.name == sight }).matrix
    #expect(closest(2, matrix) > 90)
    #expect(closest(3, matrix) > 40)
    #expect(closest(6, matrix) > 18)
    #expect(closest(10, matrix) > 13)
  }

  @Test("The first three colours differ in grey print")
  func grey() {
    let lightness = Palette.colors.prefix(3).map { lab(linear($0))[0] }.sorted()
    #expect(lightness[1] - lightness[0] > 4 && lightness[2] - lightness[1] > 15)
  }

  @Test("The sequential map darkens all the way")
  func sequential() {
    let luminances = (0...100).map { ColorMap.color(Double($0) / 100).luminance }
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("A hundred classes have a hundred looks")
  func hundred() {
    let looks = (0..<100).map { "\(Palette.color($0)) \(Palette.shape($0))" }
    #expect(Set(looks).count == 100)
    #expect(Palette.color(-1) == Palette.color(-9))
  }
}
