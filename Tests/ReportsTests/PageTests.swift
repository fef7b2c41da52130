import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification
import TestSupport
import Testing

/// The report as one page of HTML.
@Suite("Reports as a page")
struct PageTests {
  /// How often each element begins, and that of each as many end.
  private func outline(of page: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    let body = page.replacing(/<script>[\s\S]*?<\/script>/, with: "")
      .replacing(/<style>[\s\S]*?<\/style>/, with: "")
    for tag in body.matches(of: /<(\/?[a-z][a-z0-9]*)/) {
      counts[String(tag.1), default: 0] += 1
    }
    return counts
  }

  private func page(_ sweep: HandMadeSweep, _ results: SweepResults) throws -> String {
    let path = try #require(sweep.folder).path("page.html")
    try sweep.write(results, page: path)
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("A page has the same elements whatever its rows are called and its author says")
  func hostile() throws {
    let names = HostileNames.visible
    let accuracies: [[Double?]] = names.indices.map { row in
      row == 3 ? [nil, 0.5, 0.6] : [0.1, 0.2, 0.3].map { $0 + Double(row) / 100 }
    }
    func written(_ names: [String], _ words: String) throws -> String {
      let variants = names.enumerated().map { index, name in
        (name, JSON.object([("clustering.restarts", .number(index + 1))]))
      }
      let sweep = try HandMadeSweep(
        sweep: JSON.object([("variants", .object(variants))]).canonical,
        extra: #""report": { "author": \#(words), "discussion": \#(words) },"#)
      return try page(sweep, sweep.results(accuracies))
    }
    let attack =
      #"</script><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & [a](javascript:x)"#
    let hostile = try written(names, JSON.string(attack).canonical)
    let usual = try written(names.indices.map { "row \($0)" }, "\"words\"")
    #expect(outline(of: hostile) == outline(of: usual))
    #expect(!hostile.contains("<img src=x") && !hostile.contains("javascript:x\""))
    for (tag, count) in outline(of: hostile) where !tag.hasPrefix("/") {
      guard !["meta", "img", "br"].contains(tag) else { continue }
      #expect(outline(of: hostile)["/\(tag)"] == count, "\(tag)")
    }
  }

  @Test("Script and style are those that the policy names, and nothing comes from elsewhere")
  func policy() throws {
    let sweep = try HandMadeSweep(sweep: #"{ "zip": { "clustering.kmeans.restarts": [1, 2] } }"#)
    let text = try page(sweep, sweep.results([[0.5, 0.6, 0.5], [0.8, 0.8, 0.9]]))
    let policy = try #require(text.firstMatch(of: /Security-Policy" content="([^"]*)"/)).1
    #expect(policy.hasPrefix("default-src 'none'; img-src data:;"))
    #expect(!policy.contains("unsafe") && !policy.contains("http"))
    for (element, tag) in [("script", "script-src"), ("style", "style-src")] {
      let whole = try #require(text.range(of: "<\(element)>"))
      let end = try #require(
        text.range(of: "</\(element)>", range: whole.upperBound..<text.endIndex))
      let digits = Array(SHA256.hexadecimal(of: String(text[whole.upperBound..<end.lowerBound])))
      let bytes = stride(from: 0, to: 64, by: 2).compactMap {
        UInt8(String(digits[$0..<$0 + 2]), radix: 16)
      }
      #expect(policy.contains("\(tag) 'sha256-\(Data(bytes).base64EncodedString())'"))
    }
    let beside = ["results.json", "table.csv", "stages.json"].map { "href=\"\($0)\"" }
    let addresses = text.matches(of: /(src|href)="([^"]*)"/).filter {
      !$0.2.hasPrefix("data:image/png;base64,")
    }
    #expect(addresses.allSatisfy { beside.contains(String($0.0)) })
    let attributes = /[ ](style|on[a-z]+)="/
    #expect(text.firstMatch(of: attributes) == nil)
    #expect(text.contains("<b>Figure 1. Accuracy of every setting.</b>"))
    #expect(text.contains("<b>Table 1.</b>"))
  }

  @Test("A page takes the place of a page alone")
  func place() throws {
    let sweep = try HandMadeSweep(sweep: #"{ "cases": [{}] }"#)
    let results = try sweep.results([[0.5, 0.6, 0.5]])
    let first = try page(sweep, results)
    #expect(try page(sweep, results) == first)
    let path = try #require(sweep.folder).path("page.html")
    try AtomicFile.write("mine", to: path)
    #expect(throws: FileError.self) { try sweep.write(results, page: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("The data of points has every point, its classes, and the image behind it")
  func points() throws {
    let sweep = try LiveSweep(
      #"""
      "model": "pixels", "reduction": [{ "pca": { "dimensions": 3 } }],
      "clustering": { "kmeans": 2 }, "seeds": [0], "report": { "figures": ["embedding"] }
      """#)
    let text = try sweep.page()
    let raw = try #require(text.firstMatch(of: /id="data">(.*?)<\/script>/)).1
    let data = try JSONParser.parse(Source(name: "data", bytes: Array(raw.utf8)))
    let plot = try #require(data["plots"]?.elements?.first)
    let views = try #require(plot["views"]?.elements)
    #expect(views.count == 2 && text.contains("<div data-plot=\"0\"></div>"))
    #expect(views[0]["classes"]?.elements?.compactMap(\.integer) == (0..<40).map { $0 % 2 })
    for axis in ["x", "y"] {
      let numbers = try #require(plot["maps"]?.elements?.first?[axis]?.elements).compactMap(
        \.integer)
      #expect(numbers.count == 40 && numbers.allSatisfy { (0...9999).contains($0) })
    }
    let sheet = try #require(data["sheets"]?.elements?.first)
    let address = try #require(sheet["image"]?.string).dropFirst("data:image/png;base64,".count)
    let picture = try PNG.decode(Array(try #require(Data(base64Encoded: String(address)))))
    let columns = try #require(sheet["columns"]?.integer)
    #expect(sheet["count"]?.integer == 40 && sheet["width"]?.integer == 8)
    for index in [0, 7, 39] {
      let pixels = (0..<64).map { pixel in
        picture.color(
          row: index / columns * 8 + pixel / 8, column: index % columns * 8 + pixel % 8
        ).red
      }
      #expect(pixels == LiveSweep.test[index])
    }
  }

  @Test(
    "Markdown becomes HTML that holds nothing but what it stands for",
    arguments: [
      ("**a** *b* _c_ `d*e`", "<p><strong>a</strong> <em>b</em> <em>c</em> <code>d*e</code></p>\n"),
      (#"\*a\* 2 * 3 snake_case_name"#, "<p>*a* 2 * 3 snake_case_name</p>\n"),
      ("<b>x</b> & &lt;", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;</p>\n"),
      (
        "[a](https://x.org) <https://y.org>",
        "<p><a href=\"https://x.org\" rel=\"noreferrer\">a</a> "
          + "<a href=\"https://y.org\" rel=\"noreferrer\">https://y.org</a></p>\n"
      ),
      ("[a](javascript:b) [c](//d) [e](data:f)", "<p>[a](javascript:b) [c](//d) [e](data:f)</p>\n"),
      (
        "### T\n- a\n- b\n\n1. c",
        "<h3>T</h3>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>\n"
      ),
      ("```sh\n<a> **b**\n```\nc", "<pre><code>&lt;a&gt; **b**</code></pre>\n<p>c</p>\n"),
      ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>\n"), ("**a", "<p>**a</p>\n"),
      (#"$\pi_i$ costs $ 5 \pi"#, #"<p><code>\pi_i</code> costs $ 5 \pi</p>"# + "\n"),
      ("**a ** b", "<p><strong>a </strong> b</p>\n"), ("a@<!-- -->b", "<p>a@b</p>\n"),
      ("\\", "<p>\\</p>\n"), ("| a", "<p>| a</p>\n"),
    ])
  func markdown(text: String, html: String) {
    #expect(MarkdownHTML.html(text) == html)
  }

  /// Prose that nests without end, or opens and never closes, and how often.
  private static let endless = [
    "[": 200_000, "*a _b ": 40_000, "**a*b ": 40_000, "`a``b": 40_000, "[a](": 50_000,
    "<": 200_000, "> ": 50_000, "$a ": 50_000,
  ]

  @Test("Prose that nests without end, or opens and never closes, is text", arguments: endless.keys)
  func endlessProse(piece: String) {
    let text = String(repeating: piece, count: Self.endless[piece] ?? 0)
    let html = MarkdownHTML.html(text)
    #expect(html.utf8.count >= text.filter { "a[<>$".contains($0) }.count, "\(html.prefix(80))")
    #expect(html.utf8.count < 40 * text.utf8.count)
  }

  @Test("Links in links without end are text")
  func endlessLinks() {
    let depth = 20_000
    let text =
      String(repeating: "[", count: depth) + "a" + String(repeating: "](b)", count: depth)
    let html = MarkdownHTML.html(text)
    #expect(html.contains("a") && html.utf8.count < 40 * text.utf8.count)
  }

  @Test("A table can be sorted, its numbers stand to the right, a bar in a cell ends none")
  func table() {
    let html = MarkdownHTML.html("| a | b |\n| :- | -: |\n| x \\| y | **1** ± 2 |\n")
    #expect(html.contains("<th aria-sort=\"none\"><button type=\"button\">a</button></th>"))
    #expect(html.contains("<tr><td>x | y</td><td class=\"n\"><strong>1</strong> ± 2</td></tr>"))
  }
}
