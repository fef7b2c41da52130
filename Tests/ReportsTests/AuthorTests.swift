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

/// What the author of an experiment says in its report.
@Suite("The author's words")
struct AuthorTests {
  private static let sweep = #"""
    { "variants": {
      "基线": { "clustering.kmeans.restarts": 1 }, "b|<b>": { "clustering.kmeans.restarts": 2 },
      "share of x": { "clustering.kmeans.restarts": 3 }
    } }
    """#
  private static let accuracies: [[Double?]] = [
    [0.50, 0.53, 0.51], [0.80, 0.83, nil], [0.70, 0.75, 0.69],
  ]

  private func planned(_ report: String) throws -> HandMadeSweep {
    let sweep = try HandMadeSweep(sweep: Self.sweep, extra: #""report": \#(report),"#)
    _ = try sweep.plan.checkingQuotations()
    return sweep
  }

  private func texts(_ report: String) throws -> [String: String] {
    let sweep = try planned(report)
    return try sweep.write(sweep.results(Self.accuracies))
  }

  @Test("Names, prose, headings and captions stand where they belong, in any script")
  func places() throws {
    let text = try #require(
      try texts(
        #"""
        { "figures": ["bars"], "author": "王小明 [x](y)", "date": "2026 年 11 月",
          "introduction": "先说*目的*。", "discussion": "见{{figure bars}}和{{table results}}。",
          "headings": { "introduction": "引言", "results": "结果", "figures": "图", "discussion": "讨论",
                        "figure": "图", "table": "表", "bars": "准确率" },
          "captions": { "bars": "三种设置, 最好的是 {{accuracy of \"b|<b>\"}}", "results": "我的表 $x$" } }
        """#)["report.md"])
    let order = [
      "# Sizes", "王小明 \\[x\\](y), 2026 年 11 月", "Which size", "## 引言\n\n先说*目的*。", "## 结果",
      "**表 1.** 我的表 \\$x\\$", "## 图", "**图 1. 准确率.** 三种设置, 最好的是 0.8150 ± 0.0212",
      "## 讨论\n\n见图 1和表 1。", "## Method",
    ]
    var rest = text[...]
    for part in order {
      let found = try #require(rest.range(of: part), "\(part) in \(text)")
      rest = rest[found.upperBound...]
    }
  }

  @Test("What --set has taken away is left out of the author's words, with a note of each passage")
  func overridden() throws {
    let report = #"""
      { "introduction": "The first is {{accuracy of \"基线\"}}.", "discussion": "No number.",
        "captions": { "results": "{{accuracy of \"share of x\"}}" } }
      """#
    let sweep = try HandMadeSweep(
      sweep: Self.sweep, extra: #""report": \#(report),"#, arguments: ["sweep=null"])
    let plan = try sweep.plan.checkingQuotations()
    #expect(plan.sweep.words.passages.map(\.text) == ["No number."])
    let notes = plan.notes.list.filter { $0.note.kind == "author.set" }
    #expect(notes.count == 2, "\(notes)")
  }

  @Test(
    "Numbers are quoted as tables print them",
    arguments: [
      (#"accuracy of "基线""#, "0.5133 ± 0.0153"), (#"mean accuracy of '基线'"#, "0.5133"),
      (#"accuracy of “share of x”"#, "0.7133 ± 0.0321"), (#"NMI of "b|<b>""#, "0.4075 ± 0.0106"),
      // Over the two seeds that both finished.
      (#"difference in accuracy of "b|<b>" to "基线""#, "+0.3000"),
      (#"difference in accuracy of "基线" to "b|<b>""#, "-0.3000"),
      (#"seeds of "b|<b>""#, "2"), ("table effects", "(no table effects)"),
    ])
  func numbers(quotation: String, text: String) throws {
    let words = JSON.string("<{{\(quotation)}}>").canonical
    let report = try #require(try texts(#"{ "discussion": \#(words) }"#)["report.md"])
    #expect(report.contains("&lt;\(text)>"), "\(report)")
  }

  @Test(
    "What is not there is refused where it is quoted, with what may have been meant",
    arguments: [
      (#"acuracy of "基线""#, #"no trial reports a metric "acuracy"; did you mean "accuracy"?"#),
      (#"accuracy of "share of y""#, #"no row is called "share of y"; did you mean "share of x"?"#),
      ("accuracy", #"of which row? The sweep has 3: write of "基线""#),
      ("figure embeding", #"there is no figure "embeding"; did you mean "embedding"?"#),
      ("table result", #"there is no table "result"; did you mean "results"?"#),
      (#"difference in accuracy of "基线""#, "a difference is written"),
      ("", "no trial reports a metric"),
    ])
  func refused(quotation: String, message: String) throws {
    let words = JSON.string("一 {{\(quotation)}}").canonical
    let error = #expect(throws: Problems.self) { try planned(#"{ "discussion": \#(words) }"#) }
    let text = "\(error as Any)"
    #expect(text.contains("report.discussion: {{\(quotation)}}: \(message)"), "\(text)")
  }

  @Test("A file is found beside the experiment, frozen with it, and blamed at its line")
  func file() throws {
    let folder = try TemporaryFolder()
    try NPYFile.write([UInt8](0..<96), shape: [8, 2, 2, 3], to: folder.path("x.npy"))
    try folder.write(Array("One.\n\n# Two {{accuray}}\n".utf8), to: "words/d.md")
    let text = #"""
      { "title": "t", "dataset": { "train": { "images": "x.npy" }, "test": { "images": "x.npy" } }, "model": "pixels",
        "clustering": { "kmeans": 2 }, "report": { "discussion": "words/d.md" } }
      """#
    try folder.write(Array(text.utf8), to: "e.json")
    func plan(_ documents: Documents) throws -> SweepPlan {
      let file = try ExperimentFile(path: folder.path("e.json"), documents: documents)
      return try SweepPlan(
        ExpandedSweep(file, dataFolder: folder.path),
        catalogue: DatasetCatalogue(
          resolver: PathResolver(experimentFolder: folder.path, dataFolder: folder.path),
          hashFolder: folder.path("hashes")))
    }
    let documents = Documents()
    let error = #expect(throws: Problems.self) { try plan(documents).checkingQuotations() }
    #expect(
      "\(error as Any)".contains("words/d.md:3:7: error: report.discussion"), "\(error as Any)")
    try FileManager.default.removeItem(atPath: folder.path("words/d.md"))
    #expect(
      try plan(Documents(frozen: documents.contents)).sweep.words.discussion?.text
        == "One.\n\n# Two {{accuray}}\n")
    #expect { try plan(Documents()) } throws: { "\($0)".contains("words/d.md\" does not exist") }
    try folder.write([0x61, 0xFF, 0xFE], to: "words/d.md")
    #expect { try plan(Documents()) } throws: { "\($0)".contains("is no text in UTF-8") }
  }

  @Test("Raw HTML is text, headings stand below those of the report, fences are closed")
  func markdown() throws {
    let words = JSON.string("# A <script>alert(1)</script> `<b>` <https://example.org>").canonical
    let report = try #require(try texts(#"{ "introduction": \#(words) }"#)["report.md"])
    #expect(
      report.contains(
        "\n### A &lt;script>alert(1)&lt;/script> `<b>` <https://example.org>\n"))
  }

  @Test("Pictures of the author, quotations without end and unknown headings are refused")
  func wrong() {
    for (report, message) in [
      (#"{ "discussion": "![x](y.png)" }"#, "takes no picture"),
      (#"{ "discussion": "a {{accuracy" }"#, "nothing ends it"),
      (#"{ "headings": { "result": "x" } }"#, #"has no "result"; did you mean "results"?"#),
      (#"{ "captions": { "embeding": "x" } }"#, #"did you mean "embedding"?"#),
    ] {
      let error = #expect(throws: Problems.self) { try planned(report) }
      #expect("\(error as Any)".contains(message), "\(error as Any)")
    }
  }

  @Test("What an author says changes no stage")
  func keys() throws {
    let report = #"{ "author": "a", "discussion": "b", "headings": { "figure": "c" } }"#
    let plain = try HandMadeSweep(sweep: Self.sweep)
    #expect(try planned(report).plan.plan.stages.map(\.key) == plain.plan.plan.stages.map(\.key))
  }
}
