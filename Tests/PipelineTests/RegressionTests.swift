import Experiments
import Pipeline
import Slurm
import Specification
import Testing

@Suite struct RegressionTests {
  /// Results with rows of these values of one metric, seed by seed; nil is a failed seed.
  private func results(
    _ rows: [(String, [Double?])], metric: String = "accuracy"
  ) throws -> SweepResults {
    let json = JSON.object([
      ("format", .number(1)), ("name", .string("x <1>")), ("title", .string("X")),
      ("axes", .array([])), ("metrics", .array([.string(metric)])),
      (
        "rows",
        .array(
          rows.map { label, values in
            .object([
              ("label", .string(label)), ("values", .array([])),
              (
                "runs",
                .array(
                  values.enumerated().map { seed, value in
                    .object([
                      ("seed", .number(seed)),
                      ("failure", value == nil ? .string("diverged") : .null),
                      ("metrics", .object(value.map { [(metric, .number($0))] } ?? [])),
                      ("stages", .object([])),
                    ])
                  })
              ),
            ])
          })
      ),
    ])
    return try SweepResults(json)
  }

  private func verdict(
    _ before: [Double?], _ after: [Double?], _ tolerance: (inout Tolerance) -> Void = { _ in },
    metric: String = "accuracy", isExact: Bool = false
  ) throws -> Regression.Verdict {
    var options = RegressionOptions()
    var allowed = Tolerance()
    tolerance(&allowed)
    options.tolerances[metric] = allowed
    let regression = Regression(
      baseline: try results([("a", before)], metric: metric),
      results: try results([("a", after)], metric: metric), options: options, isExact: isExact)
    #expect(regression.cells.count == 1)
    #expect(regression.passes == regression.cells[0].verdict.isAcceptable)
    return regression.cells[0].verdict
  }

  @Test("a metric may move by the largest of three allowances, and any way that is good")
  func tolerances() throws {
    #expect(try verdict([0.8], [0.8]) == .same)
    #expect(try verdict([0.8], [0.7999]) == .worse)
    #expect(try verdict([0.8], [0.9]) == .better)
    #expect(try verdict([0.8], [0.75]) { $0.absolute = 0.0625 } == .withinTolerance)
    #expect(try verdict([0.75], [0.625]) { $0.absolute = 0.125 } == .withinTolerance)
    #expect(try verdict([0.75], [0.62]) { $0.absolute = 0.125 } == .worse)
    #expect(try verdict([0.8], [0.7]) { $0.relative = 0.2 } == .withinTolerance)
    #expect(try verdict([0.8], [0.6]) { $0.relative = 0.2 } == .worse)
    // The sample standard deviation of 0.6, 0.7 and 0.8 is 0.1.
    #expect(
      try verdict([0.6, 0.7, 0.8], [0.5, 0.6, 0.7]) { $0.deviations = 1.5 } == .withinTolerance)
    #expect(try verdict([0.6, 0.7, 0.8], [0.5, 0.6, 0.7]) { $0.deviations = 0.9 } == .worse)
    let all = { (tolerance: inout Tolerance) in
      tolerance.absolute = 0.01
      tolerance.relative = 0.5
      tolerance.deviations = 1
    }
    #expect(try verdict([0.8], [0.5], all) == .withinTolerance)
  }

  @Test("errors are better when they are lower, parameters when they are the same")
  func directions() throws {
    #expect(try verdict([0.02], [0.01], metric: "reconstruction.test") == .better)
    #expect(try verdict([0.02], [0.03], metric: "reconstruction.test") == .worse)
    #expect(try verdict([1000], [999], metric: "parameters") == .worse)
    #expect(try verdict([0.8], [0.7]) { $0.better = .lower } == .better)
    #expect(try verdict([0.8], [0.9]) { $0.better = .same } == .worse)
  }

  @Test("exactly means every seed to the last bit, even where the mean is the same or better")
  func exact() throws {
    #expect(try verdict([0.25, 0.75], [0.25, 0.75], isExact: true) == .same)
    #expect(try verdict([0.25, 0.75], [0.75, 0.25], isExact: true) == .worse)
    let quarter = 0.25
    #expect(try verdict([quarter], [quarter.nextUp], { $0.absolute = 1 }, isExact: true) == .worse)
    #expect(try verdict([0.8], [0.9], isExact: true) == .worse)
  }

  @Test("a missing, new or failed cell is never a pass, nor a number that is none")
  func absent() throws {
    #expect(try verdict([0.8, 0.8], [0.8]) == .missing)
    #expect(try verdict([0.8], [nil]) == .failed("diverged"))
    #expect(try verdict([0.8, 0.7], [0.8, nil]) == .failed("diverged"))
    #expect(try verdict([nil], [0.8]) == .new)
    #expect(try verdict([0.8], [.nan]) { $0.absolute = 1 } == .worse)
    let old = try results([("a", [0.5]), ("b", [0.5])])
    let new = try results([("b", [0.5]), ("c", [0.9])])
    let regression = Regression(baseline: old, results: new, options: RegressionOptions())
    #expect(regression.cells.map(\.row) == ["b", "c", "a"])
    #expect(regression.cells.map(\.verdict) == [.same, .new, .missing])
    #expect(!regression.passes)
    let other = try results([("a", [0.5]), ("b", [0.5])], metric: "nmi")
    let metrics = Regression(baseline: old, results: other, options: RegressionOptions())
    #expect(metrics.cells.count { $0.verdict == .new } == 2)
    #expect(metrics.cells.count { $0.verdict == .missing } == 2)
  }

  @Test("rows of one label are compared in their order")
  func sameLabels() throws {
    let old = try results([("a", [0.5]), ("a", [0.7])])
    let new = try results([("a", [0.5]), ("a", [0.6])])
    let regression = Regression(baseline: old, results: new, options: RegressionOptions())
    #expect(regression.cells.map(\.verdict) == [.same, .worse])
  }

  @Test("the table names old, new, difference and tolerance; JUnit is escaped and counts")
  func reports() throws {
    var options = RegressionOptions()
    options.tolerances["accuracy"] = Tolerance()
    options.tolerances["accuracy"]?.absolute = 0.01
    let regression = Regression(
      baseline: try results([("a | <b>", [0.5]), ("c", [0.5])]),
      results: try results([("a | <b>", [0.25]), ("c", [0.5])]), options: options)
    #expect(regression.markdown.hasPrefix("**1 of 2 cells failed the comparison.**\n"))
    #expect(
      regression.markdown.contains(
        "| a \\| <b> | accuracy | 0.50000 | 0.25000 | -0.25000 | 0.01000 | worse |\n"))
    #expect(!regression.markdown.contains("| c |"))
    let junit = regression.junit(named: "x <1>")
    #expect(junit.contains("<testsuite name=\"x &lt;1&gt;\" tests=\"2\" failures=\"1\">"))
    #expect(junit.contains("classname=\"a | &lt;b&gt;\" name=\"accuracy\">"))
    #expect(junit.contains("<failure message=\"worse: was 0.50000, is 0.25000\"/>"))
    #expect(junit.contains("<testcase classname=\"c\" name=\"accuracy\"/>"))
  }

  @Test("results survive being written and read")
  func roundTrip() throws {
    let first = try results([("a", [0.1 + 0.2, nil]), ("b", [1e-300, 1])])
    let text = first.json.pretty
    let again = try SweepResults(
      JSONParser.parse(Source(name: "results.json", bytes: Array(text.utf8))))
    #expect(again == first)
    #expect(again.json.pretty == text)
  }
}
