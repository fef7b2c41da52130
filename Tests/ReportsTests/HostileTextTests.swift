import Datasets
import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport
import Testing

/// Names of rows that every medium would obey, through really written reports.
@Suite struct HostileTextTests {
  /// A report whose rows have these names; titles and questions too, the first of them.
  private static func sweep(_ names: [String]) throws -> HandMadeSweep {
    let variants = names.enumerated().map { index, name in
      (name, JSON.object([("clustering.restarts", .number(index + 1))]))
    }
    return try HandMadeSweep(sweep: JSON.object([("variants", .object(variants))]).canonical)
  }

  private static func accuracies(_ names: [String]) -> [[Double?]] {
    names.indices.map { index in
      index == 3 ? [nil, 0.5, 0.6] : [0.1, 0.2, 0.3].map { $0 + Double(index) / 100 }
    }
  }

  private static let harmless = HostileNames.visible.indices.map { "row \($0)" }

  /// What a text is made of, for a reader of its medium: the same for every name.
  private func outline(of markdown: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    var fence: Substring?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let open = fence {
        if ticks.count >= open.count, line.count == ticks.count { fence = nil }
        counts["lines of code", default: 0] += 1
        continue
      }
      if ticks.count >= 3 {
        fence = ticks
        counts["blocks", default: 0] += 1
        continue
      }
      if line.hasPrefix("#") { counts["headings", default: 0] += 1 }
      if line.hasPrefix("- ") { counts["bullets", default: 0] += 1 }
      count(in: line, &counts)
    }
    counts["left open"] = fence == nil ? 0 : 1
    return counts
  }

  /// Counts the marks that are not escaped, code spans left aside.
  private func count(in line: Substring, _ counts: inout [String: Int]) {
    var rest = line
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "\\" {
        rest = rest.dropFirst()
      } else if first == "`" {
        let run = line[..<rest.startIndex].reversed().prefix { $0 == "`" }.count
        let ticks = run + rest.prefix { $0 == "`" }.count
        let fence = String(repeating: "`", count: ticks)
        let body = rest.drop { $0 == "`" }
        rest = body.range(of: fence).map { body[$0.upperBound...] } ?? ""
        counts["spans", default: 0] += 1
      } else if rest.hasPrefix("!-- -->") {
        rest = rest.dropFirst(7)
      } else if "|<>[]*_~$".contains(first) {
        counts[String(first), default: 0] += 1
      }
    }
  }

  @Test("a report has the same outline whatever its rows are called")
  func report() throws {
    let names = HostileNames.visible
    let plain = try Self.sweep(Self.harmless)
    let usual = try plain.write(plain.results(Self.accuracies(names)))
    let hostile = try Self.sweep(names)
    let texts = try hostile.write(hostile.results(Self.accuracies(names)))
    #expect(
      outline(of: texts["report.md", default: ""]) == outline(of: usual["report.md", default: ""]))
    for (name, text) in texts {
      let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" }
      #expect(controls.isEmpty, "\(name)")
    }
    let files = FileManager.default.enumerator(atPath: try #require(hostile.folder).path("results"))
    let paths = files?.compactMap { $0 as? String } ?? []
    #expect(Set(paths) == ["report.md", "results.json", "stages.json", "table.csv", "table.tex"])
    #expect(
      paths.allSatisfy {
        $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }
      })
  }

  @Test("a spreadsheet computes nothing of a table, and has every name")
  func table() throws {
    let names = HostileNames.visible
    let sweep = try Self.sweep(names)
    let csv = try #require(try sweep.write(sweep.results(Self.accuracies(names)))["table.csv"])
    let rows = Self.cells(of: csv)
    #expect(rows.count == names.count + 1)
    #expect(Set(rows.map(\.count)).count == 1)
    let found = Set(rows.dropFirst().map { $0[0] })
    for name in names { #expect(found.contains(name) || found.contains("'" + name), "\(name)") }
    for row in rows.dropFirst() {
      for cell in row where cell.first.map({ "=+-@".contains($0) }) ?? false {
        #expect(Double(cell) != nil, "\(cell)")
      }
    }
  }

  /// The cells of a table, read as RFC 4180 says: quotes around a cell, doubled ones within.
  private static func cells(of csv: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell = ""
    var rest = csv[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        while let inner = rest.popFirst() {
          if inner == "\"" {
            guard rest.first == "\"" else { break }
            rest.removeFirst()
          }
          cell.append(inner)
        }
      case ",", "\n":
        rows[rows.count - 1].append(cell)
        cell = ""
        if character == "\n" { rows.append([]) }
      default: cell.append(character)
      }
    }
    return rows.dropLast()
  }

  @Test("LaTeX has the same rows and braces whatever the rows are called")
  func latex() throws {
    let names = HostileNames.visible
    let sweep = try Self.sweep(names)
    let text = try #require(try sweep.write(sweep.results(Self.accuracies(names)))["table.tex"])
    let rows = text.split(separator: "\n").filter { $0.hasSuffix(" \\\\") }
    #expect(rows.count == names.count + 1)
    let columns = rows.map { row in
      row.replacing("\\\\", with: "").replacing("\\&", with: "").count { $0 == "&" }
    }
    #expect(Set(columns).count == 1)
    let plain = text.replacing("\\\\", with: "").replacing("\\{", with: "").replacing(
      "\\}", with: "")
    #expect(plain.count { $0 == "{" } == plain.count { $0 == "}" })
    #expect(!text.contains("\\input") && !text.contains("\\write"))
  }

  @Test("the comparison on a pull request has a row for each cell, the XML a case")
  func regression() throws {
    let names = HostileNames.visible + HostileNames.invisible
    // A committed file of results may hold any name.
    let results = try Self.results(names, shift: 0)
    let comparison = Comparison(
      try Self.results(names, shift: 0.5), results, guarding: .tolerances(RegressionOptions()))
    let markdown = ComparisonMarkdown(comparison, accept: "make baseline").text
    let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.count == 2 + names.count)
    for row in rows {
      let bars = row.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
      #expect(bars == 9, "\(row)")
      #expect(!row.replacing("<!-- -->", with: "").replacing("\\<", with: "").contains("<"))
    }
    let junit = JUnitReport(comparison, seconds: 1).text
    #expect(junit.split(separator: "\n").count { $0.contains("<testcase ") } == names.count)
    #expect(junit.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    #expect(!junit.unicodeScalars.contains("\u{FFFF}"))
  }

  private static func results(_ names: [String], shift: Double) throws -> SweepResults {
    let rows = names.enumerated().map { index, name in
      JSON.object([
        ("label", .string(name)), ("values", .array([])),
        (
          "runs",
          .array([
            .object([
              ("seed", .number(0)),
              ("metrics", .object([("accuracy", .number(Double(index) / 100 + shift))])),
              ("stages", .object([])),
            ])
          ])
        ),
      ])
    }
    return try SweepResults(
      .object([
        ("format", .number(1)), ("name", .string("n")), ("title", .string("t")),
        ("axes", .array([])), ("metrics", .array([.string("accuracy")])), ("rows", .array(rows)),
      ]))
  }

  @Test(
    "names with what cannot be seen are refused where they stand", arguments: HostileNames.invisible
  )
  func refused(name: String) throws {
    for (place, sweep) in [
      ("name", JSON.object([("variants", .object([(name, .object([]))]))])),
      ("value", .object([("cases", .array([.object([("name", .string(name))])]))])),
    ] {
      let error = #expect(throws: Problems.self, "\(place)") {
        try HandMadeSweep(sweep: sweep.canonical)
      }
      #expect(error?.description.contains("no name or text") == true)
    }
  }

  @Test("the line to reproduce a report gives a shell the words that were given")
  func command() throws {
    let folder = try TemporaryFolder()
    let pixels = [UInt8](repeating: 7, count: 8 * 4)
    try NPYFile.write(pixels, shape: [8, 2, 2], to: folder.path("experiments/x.npy"))
    let text = """
      { "title": "t", "model": "pixels", "clustering": { "kmeans": 2 },
        "dataset": { "test": { "images": "x.npy" }, "train": { "images": "x.npy" } } }
      """
    try folder.write(Array(text.utf8), to: "experiments/it's $(here).json")
    let names = HostileNames.visible.map { JSON.string($0).canonical }
    let lines = try names.map { name -> String in
      let plan = try SweepPlan(
        ExpandedSweep(
          ExperimentFile(
            path: folder.path("experiments/it's $(here).json"), arguments: ["title=\(name)"]),
          dataFolder: folder.path),
        catalogue: DatasetCatalogue(
          resolver: PathResolver(
            experimentFolder: folder.path("experiments"), dataFolder: folder.path),
          hashFolder: folder.path("hashes")))
      let results = try Self.results([plan.sweep.rows[0].label], shift: 0)
      try ReportWriter(plan: plan, results: results) { throw FileError($1, "is not stored") }
        .write(to: folder.path("results"))
      let report = try String(contentsOfFile: folder.path("results/report.md"), encoding: .utf8)
      let block = try #require(report.split(separator: "`sh\n").dropFirst().first)
      return String(try #require(block.split(separator: "\n").first))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      lines.joined(separator: "\n").replacing(
        ".build/release/sweep run", with: "printf '%s\\n'"),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let expected = names.map { "experiments/it's $(here).json\n--set\ntitle=\($0)\n" }
    #expect(words == expected.joined())
  }
}
