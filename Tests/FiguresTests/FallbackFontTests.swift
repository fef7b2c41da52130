import Figures
import Files
import Foundation
import TestSupport
import Testing

@Suite("Characters that are not built in")
struct FallbackFontTests {
  private func fonts(_ names: String...) throws -> FallbackFonts {
    try FallbackFonts(
      named: names.map { FallbackFonts.Source(Fixture.path("fonts/\($0)")) }, system: [],
      others: { [] })
  }

  private func picture(_ title: String, with fonts: FallbackFonts?) throws -> Bitmap {
    try FallbackFonts.$current.withValue(fonts) {
      let chart = LineChart(
        title: title, x: Axis("epoch"), y: Axis("loss"), series: [Series(name: "a", y: [1, 2])])
      return try PNG.decode(chart.png())
    }
  }

  /// The places of dark pixels in the first rows, where the title stands.
  private func ink(_ picture: Bitmap) -> [(row: Int, column: Int)] {
    (0..<56).flatMap { row in
      (0..<picture.width).compactMap { column in
        picture.color(row: row, column: column).red < 128 ? (row, column) : nil
      }
    }
  }

  @Test("A font in a file draws what the typeface lacks, and only that")
  func drawn() throws {
    let fonts = try fonts("quadratic.ttf")
    let inside = try ink(picture("人", with: fonts))
    // The fixture's 人 is a full disc of three quarters of an em: 14 points at two pixels.
    let rows = inside.map(\.row)
    let extent = (rows.max() ?? 0) - (rows.min() ?? 0) + 1
    #expect(abs(extent - 21) <= 1)
    #expect(abs(Double(inside.count) - 3.1416 * 10.5 * 10.5) < 30)
    #expect(fonts.used.map(\.path) == [Fixture.path("fonts/quadratic.ttf")])
    #expect(fonts.missing.isEmpty)
    let plain = try self.fonts("quadratic.ttf")
    #expect(try picture("Loss", with: plain) == picture("Loss", with: nil))
    #expect(plain.used.isEmpty)
  }

  @Test("The first font that has a character draws it")
  func order() throws {
    let fonts = try fonts("noto.otf", "compact.otf")
    _ = try picture("人", with: fonts)
    #expect(fonts.used.map(\.path) == [Fixture.path("fonts/compact.otf")])
    _ = try picture("汉字 漢字", with: fonts)
    #expect(fonts.used.count == 2)
    #expect(fonts.missing == ["汉"])
  }

  @Test("What no font has is known, in order; what is built in or invisible is not missing")
  func missing() throws {
    let fonts = try fonts("quadratic.ttf")
    let texts = ["口 and 図", "図表", "e\u{301} and x\u{301}", "a\u{200D}\u{FE0F}b", "naïve"]
    #expect(fonts.missing(in: texts) == ["図", "表"])
    #expect(fonts.used.isEmpty, "what is only asked for is not drawn")
    #expect(try self.fonts().missing(in: ["x\u{301}", "e\u{301}"]) == ["\u{301}"])
    #expect(try self.fonts().missing(in: ["e\u{301}"]).isEmpty, "é is built in")
  }

  @Test("Scripts that are joined or run from right to left are not drawn letter by letter")
  func shaped() throws {
    for text in ["שלום", "مرحبا", "नमस्ते"] {
      #expect(try self.fonts().missing(in: [text]).allSatisfy(WritingSystem.isShaped))
      #expect(try !self.fonts().missing(in: [text]).isEmpty)
    }
    #expect(!"漢かな한ЖΩé🙂".unicodeScalars.contains(where: WritingSystem.isShaped))
  }

  @Test("Letters with marks are drawn as one character where there is one")
  func composed() throws {
    #expect(Font.width("e\u{301}", size: 100) == Font.width("é", size: 100))
    #expect(Font.width("a\u{200D}\u{FE0F}", size: 100) == Font.width("a", size: 100))
  }

  @Test("A named font that cannot be read is an error with its path; one of the system is not")
  func broken() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("no font".utf8), to: "broken.ttf")
    let source = FallbackFonts.Source(path)
    let error = #expect(throws: FileError.self) { try FallbackFonts(named: [source]) }
    #expect(error?.path == path)
    let others = [FallbackFonts.Source(Fixture.path("fonts/compact.otf"))]
    let fonts = try FallbackFonts(system: [source], others: { others })
    #expect(fonts.missing(in: ["口"]).isEmpty)
  }

  @Test("Lines of Chinese break between characters, but not before a comma")
  func lines() throws {
    let style = TextStyle(size: 12)
    try FallbackFonts.$current.withValue(fonts("noto.otf")) {
      let text = FittedText("手写数字图像聚类，手写数字图像", style: style, width: 12 * 8, maxLines: 3)
      #expect(text.isWhole && text.lines.count == 2)
      #expect(text.lines[0].hasSuffix("聚") || text.lines[0].hasSuffix("，"))
      #expect(text.lines.joined() == "手写数字图像聚类，手写数字图像")
    }
  }

  @Test(
    "The fonts of the system draw Chinese, Japanese and Korean where they are installed",
    .enabled(
      if: SystemFonts.known.dropFirst().contains {
        FileManager.default.fileExists(atPath: $0.path)
      }))
  func system() throws {
    let fonts = try FallbackFonts()
    #expect(fonts.missing(in: ["手写数字", "ひらがな カタカナ", "한국어", "Жук"]).isEmpty)
  }
}
