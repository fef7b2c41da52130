import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport
import Testing

/// What a run ends with on a terminal.
@Suite("Results on a terminal")
struct TerminalTests {
  private static let sweep = #"{ "zip": { "clustering.kmeans.restarts": [1, 2, 3] } }"#

  private func lines(_ width: Int, isStyled: Bool = false) throws -> [String] {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let results = try sweep.results([[0.50, 0.53, 0.51], [0.80, 0.83, 0.82], [0.70, nil, 0.69]])
    return try summary(sweep, results).lines(TerminalStyle(width: width, isStyled: isStyled))
  }

  private func summary(_ sweep: HandMadeSweep, _ results: SweepResults) throws -> ResultSummary {
    try ResultSummary(plan: sweep.plan, results: results) { _, file in
      throw StageFailure("\(file) is not stored")
    }
  }

  @Test("The finding comes first, then the table, aligned, numbers to the right")
  func wide() throws {
    let lines = try lines(200)
    #expect(lines[0].hasPrefix("The highest accuracy, 0.8"))
    #expect(!lines.joined().contains("**") && !lines.joined().contains("\\"))
    let table = lines.drop { !$0.isEmpty }.dropFirst()
    let numbers = table.filter { $0.contains(" ± ") }
    #expect(numbers.count == 3)
    #expect(numbers.contains { $0.hasSuffix("0.8167 ± 0.0153") })
    #expect(lines.contains { $0.hasPrefix("[1] ") && $0.contains("1 of 3 seeds failed") })
  }

  @Test("Nothing is wider than the terminal", arguments: [100, 60, 40, 30, 20])
  func narrow(width: Int) throws {
    for line in try lines(width) { #expect(TextWidth.columns(line) <= width, "\(line)") }
    // The best number is there as long as a name and a number have room.
    if width >= 30 { #expect(try lines(width).contains { $0.contains("0.8167") }) }
  }

  @Test("Without style there are no codes; with it only the best number is bold")
  func style() throws {
    #expect(try !lines(100).joined().contains("\u{1B}"))
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let results = try sweep.results([[0.50, 0.53, 0.51], [0.80, 0.83, 0.82], [0.70, 0.75, 0.69]])
    let styled = try summary(sweep, results).lines(TerminalStyle(width: 100, isStyled: true))
    let bold = styled.filter { $0.contains("\u{1B}[1m") }
    #expect(bold.count == 1 && bold[0].contains("*0.8167"))
    let plain = try summary(sweep, results).lines(TerminalStyle(width: 100, isStyled: false))
    #expect(styled.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") } == plain)
  }

  @Test("Names that a terminal would obey are shown, whatever its width", arguments: [30, 120])
  func hostile(width: Int) throws {
    let names = HostileNames.visible
    let variants = names.enumerated().map { index, name in
      (name, JSON.object([("clustering.restarts", .number(index + 1))]))
    }
    let sweep = try HandMadeSweep(sweep: JSON.object([("variants", .object(variants))]).canonical)
    let results = try sweep.results(
      names.indices.map { row in [0.1, 0.2, 0.3].map { $0 + Double(row) / 100 } })
    for isStyled in [false, true] {
      let style = TerminalStyle(width: width, isStyled: isStyled)
      for line in try summary(sweep, results).lines(style) {
        let own = line.replacing(/\u{1B}\[[012]m/, with: "")
        #expect(own.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "\(line)")
        #expect(TextWidth.columns(own) <= width, "\(line)")
      }
    }
  }

  @Test("A row is told by its numbers, with those of each seed, and what failed")
  func row() throws {
    let sweep = try HandMadeSweep(sweep: Self.sweep)
    let results = try sweep.results([[0.50, 0.53, 0.51], [0.80, 0.83, 0.82], [0.70, nil, 0.69]])
    let style = TerminalStyle(width: 100, isStyled: false)
    let best = try summary(sweep, results).numbers(of: 1, style)
    #expect(best.first == "accuracy  0.8167 ± 0.0153  (0.8000, 0.8300, 0.8200)")
    let hurt = try summary(sweep, results).numbers(of: 2, style)
    #expect(hurt.last == "seed 1 failed: training diverged")
  }

  @Test("A list stands in columns where they fit, else each entry on lines of its own")
  func listing() {
    let rows = [
      ["a.json", "2026-11-27", "current", "latent 32: accuracy 0.6524"],
      ["bb.json", "–", "no results", "–"],
    ]
    let wide = ListingTable(rows).lines(TerminalStyle(width: 80, isStyled: false))
    #expect(
      wide == [
        "a.json   2026-11-27  current     latent 32: accuracy 0.6524",
        "bb.json  –           no results  –",
      ])
    let narrow = ListingTable(rows).lines(TerminalStyle(width: 40, isStyled: false))
    #expect(narrow.count == 5)
    #expect(narrow.allSatisfy { $0.count <= 40 })
  }
}
