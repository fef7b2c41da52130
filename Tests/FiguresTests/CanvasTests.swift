import Figures
import Files
import Testing

@Suite("Canvas")
struct CanvasTests {
  private static let black = Color(0x000000)

  /// How much ink there is: the black share of each pixel, summed.
  private func ink(_ picture: Bitmap) -> Double {
    picture.bytes.reduce(0) { $0 + (255 - Double($1)) / 255 } / 3
  }

  private func inked(
    _ polygons: [[Point]], side: Int = 40, clip: Rect? = nil
  ) -> Bitmap {
    var canvas = Canvas(width: side, height: side)
    canvas.fill(polygons, color: Self.black, clip: clip, blending: .values)
    return canvas.bitmap
  }

  @Test("The ink of a shape is its area", arguments: 0..<8)
  func area(step: Int) {
    let shift = Double(step) * 0.13
    let square = Path.rectangle(Rect(x: 5 + shift, y: 7 - shift, width: 10.5, height: 8.25))
    #expect(abs(ink(inked([square])) - 86.625) < 1.5)
    let triangle = [Point(3 + shift, 4), Point(30, 10 + shift), Point(9, 33)]
    let (u, v) = (Point(27 - shift, 6 + shift), Point(6 - shift, 29))
    #expect(abs(ink(inked([triangle])) - abs(u.x * v.y - u.y * v.x) / 2) < 1.5)
    let disc = Path.circle(center: Point(20 + shift, 20), radius: 12, segmentsPerQuarter: 16)
    #expect(abs(ink(inked([disc])) - 452.39) < 2)
  }

  @Test("Overlapping shapes of one fill count once, holes of the other turn are left out")
  func windingRule() {
    let one = Path.rectangle(Rect(x: 4, y: 4, width: 20, height: 20))
    let other = Path.rectangle(Rect(x: 14, y: 14, width: 20, height: 20))
    #expect(abs(ink(inked([one, other])) - 700) < 1e-9)
    let hole = Array(Path.rectangle(Rect(x: 8, y: 8, width: 10, height: 10)).reversed())
    #expect(abs(ink(inked([one, hole])) - 300) < 1e-9)
  }

  @Test("Clips, and shapes far outside or not finite, draw nothing they should not")
  func clipping() {
    let all = Path.rectangle(Rect(x: -1e9, y: -1e300, width: 2e9, height: 2e300))
    #expect(abs(ink(inked([all])) - 1600) < 1e-9)
    let clip = Rect(x: 10, y: 20, width: 5, height: 6)
    #expect(abs(ink(inked([all], clip: clip)) - 30) < 1e-9)
    #expect(ink(inked([[Point(.nan, 3), Point(9, 9), Point(20, 3)]])) == 0)
    #expect(ink(inked([Path.rectangle(Rect(x: 50, y: -90, width: 20, height: 30))])) == 0)
    #expect(ink(inked([], side: 0)) == 0)
  }

  @Test("A stroke is as wide as it says, its joins have no beads and no gaps")
  func strokes() {
    let path = (0...60).map { Point(5 + Double($0) * 0.5, 20 + Double($0 % 2) * 0.02) }
    let stroke = Stroke(color: Self.black, width: 3)
    #expect(abs(ink(inked(stroke.outline(of: path, scale: 1))) - 97.07) < 2)
    let corner = [Point(5, 5), Point(25, 5), Point(25, 25)]
    // Two bars of 20 x 4 share a square of 2 x 2; the round join adds a quarter of a disc.
    let expected = 160 - 4 + 3.1416
    let round = Stroke(color: Self.black, width: 4, roundCaps: false)
    #expect(abs(ink(inked(round.outline(of: corner, scale: 1))) - expected) < 1.5)
  }

  @Test("Dashes cover their share of a line")
  func dashes() {
    let pieces = Path.dashes([Point(0, 0), Point(30, 0), Point(30, 30)], pattern: [4, 2])
    #expect(pieces.count == 10)
    #expect(pieces[5] == [Point(30, 0), Point(30, 4)])
    #expect(Path.dashes([Point(0, 0), Point(9, 0)], pattern: [0, 0]).count == 1)
  }

  @Test("Aligned rectangles have sharp edges and never vanish")
  func aligned() {
    var canvas = Canvas(width: 20, height: 20)
    canvas.fillAligned(Rect(x: 3.4, y: 5.6, width: 0.1, height: 8), color: Self.black)
    #expect(ink(canvas.bitmap) == 8)
  }

  @Test("An image is enlarged by the nearest sample")
  func image() throws {
    let image = try #require(
      Bitmap(height: 2, width: 2, channels: 1, bytes: [0, 80, 160, 255]))
    var canvas = Canvas(width: 8, height: 8)
    canvas.draw(image, in: Rect(x: 1, y: 1, width: 6, height: 6))
    let picture = canvas.bitmap
    #expect(picture.color(row: 1, column: 3) == (0, 0, 0))
    #expect(picture.color(row: 1, column: 4) == (80, 80, 80))
    #expect(picture.color(row: 6, column: 1) == (160, 160, 160))
    #expect(picture.color(row: 0, column: 0) == (255, 255, 255))
  }

  @Test("Half covered in light is brighter than half the values")
  func blending() {
    let half = Path.rectangle(Rect(x: 0, y: 0, width: 0.5, height: 1))
    var canvas = Canvas(width: 1, height: 1)
    canvas.fill([half], color: Self.black, blending: .light)
    #expect(canvas.bitmap.bytes == [180, 180, 180])
    var other = Canvas(width: 1, height: 1)
    other.fill([half], color: Self.black, blending: .values)
    #expect(other.bitmap.bytes == [128, 128, 128])
  }
}
