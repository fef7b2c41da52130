import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport
import Testing

/// What a report does with names in scripts that are not built in.
@Suite("Figures in any script")
struct FigureFontTests {
  private func sweep(named name: String, font: String? = nil) throws -> HandMadeSweep {
    let other = JSON.object([("clustering.kmeans", .number(3))])
    let names = JSON.object([(name, .object([])), ("other", other)])
    let font = font.map { ", \"font\": \(JSON.string($0).canonical)" } ?? ""
    return try HandMadeSweep(
      sweep: "{ \"variants\": \(names.canonical) }",
      extra: "\"report\": { \"figures\": [\"bars\"]\(font) },")
  }

  private func fonts(of sweep: HandMadeSweep) throws -> [FigureFont] {
    let results = try sweep.results([[0.5, 0.6, 0.7], [0.8, 0.9, 0.7]])
    let folder = try TemporaryFolder()
    var used: [FigureFont] = []
    try ReportWriter(plan: sweep.plan, results: results) { throw FileError($1, "is not stored") }
      .write(to: folder.path("results")) {
        used = $0
        return []
      }
    return used
  }

  @Test("The font that the file names draws what is not built in, and provenance can name it")
  func named() throws {
    let path = Fixture.path("fonts/compact.otf")
    let fonts = try fonts(of: sweep(named: "人口", font: path))
    #expect(fonts.map(\.path) == [path])
    #expect(fonts.first?.hash == SHA256.hexadecimal(of: try Fixture.bytes("fonts/compact.otf")))
    #expect(try self.fonts(of: sweep(named: "letters", font: path)).isEmpty)
  }

  @Test("A damaged outline of the font that the file names is an error where it is written")
  func damagedOutline() throws {
    var bytes = try Fixture.bytes("fonts/quadratic.ttf")
    // The table of outlines: its name in the directory, then checksum, place and length.
    let name = Array("glyf".utf8)
    let entry = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
    func number(_ place: Int) -> Int {
      bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let start = number(entry + 8)
    for place in start..<start + number(entry + 12) { bytes[place] = 0xFF }
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "damaged.ttf")
    #expect(throws: Never.self) { try sweep(named: "letters", font: path).plan.notingFigures() }
    let problem = #expect(throws: Problem.self) {
      try sweep(named: "人", font: path).plan.notingFigures()
    }
    #expect(problem?.message.contains("damaged.ttf: the outline of \"人\" ") == true)
    #expect(problem?.path == JSONPath([.name("report"), .name("font")]))
  }

  @Test("A font that is missing, broken or lacks the number is an error where it is written")
  func refused() throws {
    let folder = try TemporaryFolder()
    let broken = try folder.write(Array("no font".utf8), to: "broken.ttf")
    for (font, reason) in [
      (broken, "\(broken): is no TrueType or OpenType font"),
      ("none.ttf", "none.ttf was not found"),
    ] {
      let sweep = try sweep(named: "a", font: font)
      let problem = #expect(throws: Problem.self) { try sweep.plan.notingFigures() }
      #expect(problem?.message.hasPrefix(reason) == true)
      #expect(problem?.path == JSONPath([.name("report"), .name("font")]))
      #expect(problem?.location?.position.line ?? 0 > 1)
    }
  }

  @Test("Characters that no font draws are a note with what to install, and are named one by one")
  func note() throws {
    // Of private use, in no font.
    let notes = try sweep(named: "a\u{10FF00}b").plan.notingFigures().notes.list
    let entry = try #require(notes.first { $0.note.kind == "figure.font" })
    #expect(entry.occurrences.map(\.detail) == ["U+10FF00"])
    #expect(entry.note.cure.contains("fonts-noto-core") && entry.note.cure.contains("report.font"))
    let hebrew = try sweep(named: "שלום").plan.notingFigures().notes.list
    #expect(hebrew.contains { $0.note.kind == "figure.script" })
    let plain = try sweep(named: "naïve Δ").plan.notingFigures().notes.list
    #expect(!plain.contains { $0.note.kind.hasPrefix("figure.") })
  }
}
