import Experiments
import Foundation
import Pipeline
import Reports
import Specification
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Reports of comparisons")
struct ComparisonReportTests {
  private func results(_ rows: [(String, [String: Double])], epochs: Int) throws -> SweepResults {
    let json = rows.map { label, metrics in
      JSON.object([
        ("label", .string(label)), ("values", .array([])),
        (
          "runs",
          .array([
            .object([
              ("seed", .number(0)),
              (
                "metrics",
                .object(metrics.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
              ), ("stages", .object([])),
            ])
          ])
        ),
      ])
    }
    let names = Set(rows.flatMap(\.1.keys)).sorted()
    return try SweepResults(
      .object([
        ("format", .number(2)), ("name", .string("x <1>")), ("title", .string("X")),
        ("axes", .array([])), ("metrics", .array(names.map { .string($0) })),
        ("settings", .object([("training.epochs", .number(epochs))])), ("rows", .array(json)),
      ]))
  }

  private func comparison(_ guarded: Comparison.Guard) throws -> Comparison {
    Comparison(
      try results(
        [
          ("a | <b>", ["accuracy": 0.5, "iterations": 4]), ("c", ["accuracy": 0.5]),
          ("d", ["accuracy": 0.25]),
        ], epochs: 40),
      try results(
        [
          ("a | <b>", ["accuracy": 0.25, "iterations": 5]), ("c", ["accuracy": 0.50000001]),
          ("d", ["accuracy": 0.5]),
        ], epochs: 60), guarding: guarded)
  }

  @Test(
    "what changed in the experiment comes first, then faults, then what is better, the rest folded")
  func order() throws {
    let text = ComparisonMarkdown(
      try comparison(.tolerances(RegressionOptions())), accept: "make baseline EXP=x.json"
    ).text
    #expect(text.hasPrefix("❌ **1 of 3 guarded cells failed the comparison**: 1 worse."))
    let places = [
      "- `training.epochs`: `40` → `60`",
      "❌ **worse** | a \\| \\<b\\> | accuracy | 0.5000 | 0.2500 |",
      "-0.2500 | -50.0 % | 0 |", "Better than accepted:", "| ✅ **better** | d |", "<details>",
      "| **changed** | a \\| \\<b\\> | iterations | 4 | 5 | +1 | +25.0 % | not guarded |",
      "</details>",
    ].map { text.firstRange(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil }, "\(text)")
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test("where rounding hides a change all digits are shown")
  func digits() throws {
    let text = ComparisonMarkdown(try comparison(.everything), accept: "x").text
    #expect(text.contains("| 0.5 | 0.50000001 |"), "\(text)")
  }

  @Test("what is better passes and says how to accept it; nothing guarded has no verdict")
  func better() throws {
    let old = try results([("a", ["accuracy": 0.5])], epochs: 40)
    let new = try results([("a", ["accuracy": 0.75])], epochs: 40)
    let passed = Comparison(old, new, guarding: .tolerances(RegressionOptions()))
    let text = ComparisonMarkdown(passed, accept: "make baseline EXP=x.json").text
    #expect(text.hasPrefix("✅ Nothing got worse, and 1 of 1 guarded cells are **better**."))
    #expect(text.contains("`make baseline EXP=x.json` makes it the new baseline"))
    let plain = ComparisonMarkdown(Comparison(old, new, guarding: .nothing)).text
    #expect(plain.hasPrefix("1 of 1 cells differ: 1 better."))
    let same = Comparison(old, old, guarding: .everything)
    #expect(ComparisonMarkdown(same, accept: "x").text.hasPrefix("✅ All 1 cells are as they were."))
  }

  @Test(
    "JUnit has every attribute that Jenkins asks for, the experiment in class names, and a text")
  func junit() throws {
    let text = JUnitReport(
      try comparison(.tolerances(RegressionOptions())), seconds: 1.5
    ).text
    #expect(
      text.contains(
        "<testsuite name=\"x &lt;1&gt;\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"0\" "
          + "time=\"1.500\">"), "\(text)")
    #expect(text.contains("classname=\"x &lt;1&gt;.a | &lt;b&gt;\" name=\"accuracy\" time=\"0\">"))
    #expect(
      text.contains("type=\"worse\">x &lt;1&gt;, a | &lt;b&gt;, accuracy: worse: 0.5000 before"))
    #expect(text.contains("classname=\"x &lt;1&gt;.c\" name=\"accuracy\" time=\"0\"/>"))
  }

  /// Checks elements and attributes against what Jenkins' schema asks for and GitLab's parser reads.
  private final class Elements: NSObject, XMLParserDelegate {
    /// The attributes that each element may have; those before the empty one it must have.
    static let attributes = [
      "testsuite": ["name", "tests", "failures", "errors", "", "time", "skipped"],
      "testcase": ["name", "", "time", "classname"],
      "failure": ["", "type", "message"],
      "error": ["", "type", "message"],
    ]
    static let parents = [
      "testsuite": "", "testcase": "testsuite", "failure": "testcase", "error": "testcase",
    ]
    var open: [String] = []
    var faults: [String] = []
    var counts: [String: Int] = [:]

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      counts[element, default: 0] += 1
      let known = Self.attributes[element] ?? []
      if Self.parents[element] != (open.last ?? "") { faults.append("\(element) in \(open)") }
      open.append(element)
      let asked = known.prefix { !$0.isEmpty }
      faults += asked.filter { attributes[$0] == nil }.map { "\(element) lacks \($0)" }
      faults += attributes.keys.filter { !known.contains($0) }.map { "\(element) has \($0)" }
      if let time = attributes["time"], time.isEmpty || !time.allSatisfy("0123456789.".contains) {
        faults.append("\(element) took \(time)")
      }
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) { open.removeLast() }
  }

  @Test("JUnit holds the elements and attributes that Jenkins' schema allows, rightly counted")
  func junitSchema() throws {
    for seconds in [0, 0.0004, 12.5, 86_400.25] {
      let text = JUnitReport(
        try comparison(.tolerances(RegressionOptions())), seconds: seconds
      ).text
      let elements = Elements()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = elements
      #expect(parser.parse() && elements.faults.isEmpty, "\(elements.faults)")
      #expect(elements.counts == ["testsuite": 1, "testcase": 3, "failure": 1])
    }
  }
}
