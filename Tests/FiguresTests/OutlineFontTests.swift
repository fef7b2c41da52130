import Figures
import Files
import Foundation
import TestSupport
import Testing

/// The reader of font files against what fontTools reads of the same files.
@Suite("Fonts in files")
struct OutlineFontTests {
  /// A character as fontTools measures it, in units of 1/2048 em.
  struct Facts: Decodable {
    let advance: Double
    /// Signed: counterclockwise outlines count as positive.
    let area: Double
    /// Left, bottom, right, top.
    let bounds: [Double]
  }

  static let names = ["quadratic.ttf", "compact.otf", "noto.otf"]

  static func facts() throws -> [String: [String: Facts]] {
    try JSONDecoder().decode(
      [String: [String: Facts]].self, from: Data(Fixture.bytes("fonts/expected.json")))
  }

  private func area(_ contours: [[Point]]) -> Double {
    contours.reduce(0) { sum, contour in
      zip(contour, contour.dropFirst() + contour.prefix(1)).reduce(sum) {
        $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2
      }
    }
  }

  @Test("Outlines and widths are those that fontTools reads", arguments: names)
  func outlines(name: String) throws {
    let font = try OutlineFont(path: Fixture.path("fonts/\(name)"))
    let facts = try #require(try Self.facts()[name])
    #expect(facts.count >= 5)
    for (text, expected) in facts {
      let character = try #require(text.unicodeScalars.first)
      let glyph = try #require(try font.glyph(character))
      #expect(abs(glyph.advance - expected.advance) < 0.01)
      // Straight pieces stay within 4 units of the curves they stand for.
      let points = glyph.contours.joined()
      let bounds = [
        points.map(\.x).min(), points.map(\.y).min(), points.map(\.x).max(), points.map(\.y).max(),
      ]
      for (bound, expected) in zip(bounds, expected.bounds) {
        #expect(abs((bound ?? .nan) - expected) <= 4, "\(text) in \(name)")
      }
      #expect(
        abs(area(glyph.contours) - expected.area) <= 0.02 * abs(expected.area),
        "\(text) in \(name)")
    }
  }

  @Test("A font of a collection is chosen by its number")
  func collection() throws {
    let path = Fixture.path("fonts/both.ttc")
    let compact = try OutlineFont(path: path, index: 0)
    let quadratic = try OutlineFont(path: path, index: 1)
    // The compact one is drawn at 1000 units to an em, the other at 256.
    let widths = try [compact, quadratic].map { try $0.glyph("\u{301}")?.contours.first?.first?.x }
    #expect(widths[0] != widths[1])
    let error = #expect(throws: FileError.self) { try OutlineFont(path: path, index: 2) }
    #expect(
      error?.description == "\(path): is a collection of 2 fonts and has none with the number 2")
  }

  @Test(
    "What is no font with outlines is refused with its path and the reason",
    arguments: [
      ([UInt8]("wOF2 and more".utf8), "is a packed web font (WOFF): unpack it first"),
      ([UInt8]("plain text".utf8), "is no TrueType or OpenType font"), ([], "ends inside a table"),
    ])
  func refused(bytes: [UInt8], reason: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "x.ttf")
    let error = #expect(throws: FileError.self) { try OutlineFont(path: path) }
    #expect(error?.description == "\(path): \(reason)")
  }

  @Test("A font cut off anywhere is refused or read as far as it goes", arguments: names)
  func cutOff(name: String) throws {
    let bytes = try Fixture.bytes("fonts/\(name)")
    let characters = try #require(try Self.facts()[name]).keys.compactMap(\.unicodeScalars.first)
    var refused = 0
    let counts = stride(from: 0, to: bytes.count, by: 1 + bytes.count / 150)
    for count in counts {
      do {
        let font = try OutlineFont(Array(bytes[..<count]))
        for character in characters { _ = try font.glyph(character) }
      } catch {
        refused += 1
        #expect(!"\(error)".isEmpty)
      }
    }
    // All but the padding at the end is needed.
    #expect(refused > 75)
  }

  @Test("Programs that call themselves and glyphs composed of themselves come to an end")
  func endless() throws {
    // Every byte of the outlines becomes each of the operators that call or compose.
    for name in Self.names {
      let bytes = try Fixture.bytes("fonts/\(name)")
      let characters = try #require(try Self.facts()[name]).keys.compactMap(\.unicodeScalars.first)
      for value in [0, 10, 29, 32, 255] as [UInt8] {
        for place in stride(from: 4, to: bytes.count, by: 1 + bytes.count / 60) {
          var damaged = bytes
          damaged[place] = value
          guard let font = try? OutlineFont(damaged) else { continue }
          for character in characters {
            let points = try? font.glyph(character)?.contours.joined().count
            #expect((points ?? 0) < 2_000_000)
          }
        }
      }
    }
  }
}
