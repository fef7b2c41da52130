import Files
import Foundation
import TestSupport
import Testing

/// The reports under `results/` as GitHub and LaTeX would read them.
@Suite("Committed reports are well formed")
struct CommittedReportTests {
  private static let results = URL(fileURLWithPath: Fixture.path(""))
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("results")

  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    return all.sorted().filter {
      FileManager.default.fileExists(atPath: "\(results.path)/\($0)/report.md")
    }
  }()

  private static func text(_ name: String, _ file: String) throws -> String {
    try String(contentsOf: results.appendingPathComponent("\(name)/\(file)"), encoding: .utf8)
  }

  @Test("The shipped experiments have reports")
  func areThere() {
    #expect(Self.names.count >= 8)
  }

  @Test("Every row of a table has the cells of its heading", arguments: names)
  func tables(name: String) throws {
    var cells: Int?
    var isCode = false
    var found = 0
    for line in try Self.text(name, "report.md").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```") { isCode.toggle() }
      guard !isCode, line.hasPrefix("|") else {
        cells = nil
        continue
      }
      let bars = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(line.hasSuffix("|") && bars == (cells ?? bars), "\(line)")
      cells = bars
      found += 1
    }
    #expect(!isCode)
    #expect(found >= 3)
  }

  @Test("Headings, lists, fences and tables begin after an empty line", arguments: names)
  func blocks(name: String) throws {
    let lines = try Self.text(name, "report.md").components(separatedBy: "\n")
    var isCode = false
    for (before, line) in zip(lines, lines.dropFirst()) {
      let isBlock = ["#", "|", "```", "!["].contains { line.hasPrefix($0) }
      let isFirst = !(line.hasPrefix("|") && before.hasPrefix("|"))
      if isBlock, isFirst, !isCode { #expect(before.isEmpty, "\(before)\n\(line)") }
      if line.hasPrefix("```") { isCode.toggle() }
    }
  }

  @Test("Every picture exists, and every picture in the folder is shown", arguments: names)
  func pictures(name: String) throws {
    let report = try Self.text(name, "report.md")
    let linked = report.split(separator: "](figures/").dropFirst().compactMap {
      $0.split(separator: ")").first.map(String.init)
    }
    let folder = Self.results.appendingPathComponent("\(name)/figures").path
    let there = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(linked.sorted() == there.sorted())
    #expect(!report.contains("could not be drawn"))
  }

  @Test("Pictures keep a white border: nothing is cut off", arguments: names)
  func borders(name: String) throws {
    let folder = Self.results.appendingPathComponent("\(name)/figures")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let picture = try PNG.decode(Array(Data(contentsOf: folder.appendingPathComponent(file))))
      func isInk(_ row: Int, _ column: Int) -> Bool {
        picture.color(row: row, column: column) != (255, 255, 255)
      }
      for inset in 0..<6 {
        let (bottom, right) = (picture.height - 1 - inset, picture.width - 1 - inset)
        let isCut =
          (0..<picture.width).contains { isInk(inset, $0) || isInk(bottom, $0) }
          || (0..<picture.height).contains { isInk($0, inset) || isInk($0, right) }
        #expect(!isCut, "\(file)")
      }
    }
  }

  @Test("The LaTeX table closes what it opens and fills its columns", arguments: names)
  func latex(name: String) throws {
    let latex = try Self.text(name, "table.tex")
    for table in latex.components(separatedBy: #"\begin{table}"#).dropFirst() {
      for part in [
        #"\toprule"#, #"\midrule"#, #"\bottomrule"#, #"\end{tabular}"#, #"\end{table}"#,
      ] {
        #expect(table.components(separatedBy: part).count == 2)
      }
      let start = try #require(table.range(of: #"\begin{tabular}{"#)).upperBound
      let columns = table[start...].prefix { $0 != "}" }.count
      for line in table.components(separatedBy: "\n") where line.hasSuffix(#"\\"#) {
        #expect(line.replacing(#"\&"#, with: "").count { $0 == "&" } == columns - 1, "\(line)")
      }
    }
    let plain = latex.replacing(#"\{"#, with: "").replacing(#"\}"#, with: "")
    #expect(plain.count { $0 == "{" } == plain.count { $0 == "}" })
    let unescaped = latex.replacing(#"\%"#, with: "").replacing("\\#", with: "")
    #expect(!unescaped.contains("%") && !unescaped.contains("#"))
    let foreign = latex.unicodeScalars.filter { !$0.isASCII }
    #expect(foreign.isEmpty)
  }
}
