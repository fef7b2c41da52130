import Experiments
import NeuralNetworks
import Numerics
import Pipeline
import Slurm
import Specification
import Testing

@Suite("Comparisons of results") struct ComparisonTests {
  /// Results with rows of these values of one metric, seed by seed; nil is a failed seed.
  private func results(
    _ rows: [(String, [Double?])], metric: String = "accuracy", firstSeed: Int = 0,
    space: String = ""
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
                      ("seed", .number(firstSeed + seed)),
                      ("failure", value == nil ? .string("diverged") : .null),
                      ("metrics", .object(value.map { [(metric, .number($0))] } ?? [])),
                      ("stages", .object(space.isEmpty ? [] : [("reduce.1", .string(space))])),
                    ])
                  })
              ),
            ])
          })
      ),
    ])
    return try SweepResults(json)
  }

  private func cell(
    _ before: [Double?], _ after: [Double?], _ tolerance: ((inout Tolerance) -> Void)? = nil,
    metric: String = "accuracy", isExact: Bool = false
  ) throws -> Comparison.Cell {
    var options = RegressionOptions()
    if let tolerance {
      var allowed = Tolerance()
      tolerance(&allowed)
      options.tolerances[metric] = allowed
    }
    let comparison = Comparison(
      try results([("a", before)], metric: metric), try results([("a", after)], metric: metric),
      guarding: isExact ? .everything : .tolerances(options))
    let cell = try #require(comparison.cells.last)
    #expect(comparison.cells.count == 1 && comparison.passes == !cell.isFault)
    return cell
  }

  @Test("a metric may get worse by the largest of three allowances, and better as it will")
  func tolerances() throws {
    #expect(try cell([0.8], [0.8]).verdict == .same)
    #expect(try cell([0.8], [0.7999]).isFault)
    let better = try cell([0.8], [0.9])
    #expect(better.verdict == .better && !better.isFault && !better.isWithinTolerance)
    let allowed: [([Double], [Double], (inout Tolerance) -> Void, Bool)] = [
      ([0.8], [0.75], { $0.absolute = 0.0625 }, false),
      ([0.75], [0.62], { $0.absolute = 0.125 }, true),
      ([0.8], [0.7], { $0.relative = 0.2 }, false),
      ([0.8], [0.6], { $0.relative = 0.2 }, true),
      // The sample standard deviation of 0.6, 0.7 and 0.8 is 0.1.
      ([0.6, 0.7, 0.8], [0.5, 0.6, 0.7], { $0.deviations = 1.5 }, false),
      ([0.6, 0.7, 0.8], [0.5, 0.6, 0.7], { $0.deviations = 0.9 }, true),
    ]
    for (before, after, tolerance, isFault) in allowed {
      let cell = try cell(before, after, tolerance)
      #expect(
        cell.verdict == .worse && cell.isFault == isFault && cell.isWithinTolerance != isFault)
    }
  }

  @Test("headlines are guarded, diagnostics only where a tolerance names them")
  func guarded() throws {
    let rounds = try cell([9], [4], metric: "iterations")
    // Nothing else is there: then what has a better side would be guarded, which rounds do not have.
    #expect(rounds.verdict == .changed && rounds.tolerance == nil && !rounds.isFault)
    let both = JSON.object([("accuracy", .number(0.5)), ("iterations", .number(9))])
    func results(_ metrics: JSON) throws -> SweepResults {
      let run = JSON.object([
        ("seed", .number(0)), ("metrics", metrics),
        ("stages", .object([])),
      ])
      let row = JSON.object([
        ("label", .string("a")), ("values", .array([])), ("runs", .array([run])),
      ])
      return try SweepResults(
        .object([
          ("format", .number(2)), ("name", .string("x")), ("title", .string("X")),
          ("axes", .array([])),
          ("metrics", .array(["accuracy", "iterations"].map { .string($0) })),
          ("rows", .array([row])),
        ]))
    }
    let fewer = JSON.object([("accuracy", .number(0.5)), ("iterations", .number(4))])
    let (old, new) = (try results(both), try results(fewer))
    let usual = Comparison(old, new, guarding: .tolerances(RegressionOptions()))
    #expect(usual.passes && usual.cells.map(\.verdict) == [.same, .changed])
    #expect(usual.cells.map { $0.tolerance == nil } == [false, true])
    var options = RegressionOptions()
    options.tolerances["iterations"] = Tolerance()
    #expect(!Comparison(old, new, guarding: .tolerances(options)).passes)
    #expect(Comparison(old, new, guarding: .nothing).passes)
    #expect(!Comparison(old, new, guarding: .everything).passes)
  }

  @Test("exactly means every seed to the last bit, and still says which way")
  func exact() throws {
    #expect(try cell([0.25, 0.75], [0.25, 0.75], isExact: true).verdict == .same)
    let quarter = 0.25
    for (before, after, verdict) in [
      ([0.25, 0.75], [0.75, 0.25], Comparison.Verdict.changed), ([0.8], [0.9], .better),
      ([quarter], [quarter.nextUp], .better), ([0.9], [0.8], .worse),
    ] {
      let cell = try cell(before, after, isExact: true)
      #expect(cell.verdict == verdict && cell.isFault)
    }
    #expect(
      try cell([0.02], [0.01], metric: "reconstruction.test", isExact: true).verdict == .better)
  }

  @Test("the file may say which way is better, or that any way is worse")
  func directions() throws {
    #expect(try cell([0.02], [0.03], metric: "reconstruction.test").verdict == .worse)
    #expect(try cell([0.8], [0.7], { $0.better = .lower }).verdict == .better)
    let changed = try cell([0.8], [0.9], { $0.better = .same })
    #expect(changed.verdict == .changed && changed.isFault)
  }

  @Test("a failed seed is told of its row, and the others are compared")
  func failed() throws {
    let comparison = Comparison(
      try results([("a", [0.8, 0.7])]), try results([("a", [0.8, nil])]),
      guarding: .tolerances(RegressionOptions()))
    #expect(comparison.cells.map(\.verdict) == [.failed, .same])
    #expect(comparison.cells[0].detail == "1 of 2 seeds failed (1): diverged")
    #expect(!comparison.passes && comparison.faults.count == 1)
  }

  @Test("other seeds than the baseline's are said to be that")
  func seeds() throws {
    let old = try results([("a", [0.8, 0.7])], firstSeed: 7)
    let none = Comparison(old, try results([("a", [0.8])]), guarding: .everything)
    #expect(none.cells.map(\.detail) == ["other seeds: 7, 8 before, 0 now"])
    #expect(!none.passes)
    let fewer = Comparison(
      old, try results([("a", [0.8])], firstSeed: 7), guarding: .everything)
    #expect(fewer.cells.map(\.verdict) == [.missing, .same])
    let more = Comparison(
      old, try results([("a", [0.8, 0.7, 0.9])], firstSeed: 7), guarding: .everything)
    #expect(more.cells.map(\.verdict) == [.new, .same] && !more.passes)
  }

  @Test("a missing or new row or metric is never a pass")
  func absent() throws {
    let old = try results([("a", [0.5]), ("b", [0.5])])
    let new = try results([("b", [0.5]), ("c", [0.9])])
    let rows = Comparison(old, new, guarding: .tolerances(RegressionOptions()))
    #expect(rows.cells.map(\.row) == ["b", "c", "a"])
    #expect(rows.cells.map(\.verdict) == [.same, .new, .missing])
    #expect(rows.faults.count == 2)
    let other = try results([("a", [0.5]), ("b", [0.5])], metric: "reconstruction.test")
    let metrics = Comparison(old, other, guarding: .tolerances(RegressionOptions()))
    #expect(metrics.cells.count { $0.verdict == .new } == 2)
    #expect(metrics.cells.count { $0.verdict == .missing } == 2 && metrics.faults.count == 4)
  }

  @Test("rows of one label are compared in their order")
  func sameLabels() throws {
    let old = try results([("a", [0.5]), ("a", [0.7])])
    let new = try results([("a", [0.5]), ("a", [0.6])])
    let comparison = Comparison(old, new, guarding: .tolerances(RegressionOptions()))
    #expect(comparison.cells.map(\.verdict) == [.same, .worse])
  }

  @Test("settings that differ are told with the rows in which they do")
  func settings() throws {
    var old = try results([("a", [0.5]), ("b", [0.5])])
    var new = old
    let unknown = SettingChanges(old, new)
    #expect(unknown.list.isEmpty && unknown.remarks.count == 1)
    old.settings = ["training.epochs": .number(40), "x": .number(1)]
    new.settings = ["training.epochs": .number(60), "x": .number(1)]
    new.rows[1].settings = ["noise": .string("high")]
    let told = SettingChanges(old, new).list.map { change in
      "\(change.path): \(change.old ?? "–") \(change.new ?? "–") \(change.rows)"
    }
    #expect(told == ["noise: – high [\"b\"]", "training.epochs: 40 60 []"])
  }

  @Test("results of the first format are read, a classifier's accuracy as its own")
  func firstFormat() throws {
    let run = JSON.object([
      ("seed", .number(0)),
      (
        "metrics",
        .object([
          ("accuracy", .number(0.5)), ("accuracy.public", .number(0.6)),
          ("accuracy.test.best", .number(0.7)), ("accuracy.train.final", .number(0.8)),
        ])
      ), ("stages", .object([("classify", .string("x"))])),
    ])
    let row = JSON.object([
      ("label", .string("a")), ("values", .array([])), ("runs", .array([run])),
    ])
    let names = ["accuracy", "accuracy.public", "accuracy.test.best", "accuracy.train.final"]
    let read = try SweepResults(
      .object([
        ("format", .number(1)), ("name", .string("x")), ("title", .string("X")),
        ("axes", .array([])), ("metrics", .array(names.map { .string($0) })),
        ("rows", .array([row])),
      ]))
    #expect(
      read.metrics.map(\.name) == [
        "classifierAccuracy", "classifierAccuracy.public", "bestAccuracy.test",
        "finalAccuracy.train",
      ])
    #expect(read.rows[0].runs[0].metrics[.classifierAccuracy] == 0.5)
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

  @Test("a score of the clusters' own space has no better side once the space is another")
  func otherSpace() throws {
    func verdict(_ metric: String, _ space: String, _ allowed: Tolerance? = nil) throws
      -> Comparison.Verdict?
    {
      var options = RegressionOptions()
      options.tolerances[metric] = allowed
      return Comparison(
        try results([("a", [2.0, 2.5])], metric: metric, space: "1"),
        try results([("a", [1.0, 1.5])], metric: metric, space: space),
        guarding: .tolerances(options)
      ).cells.last?.verdict
    }
    let scores = MetricRegistry.all.filter { $0.basis.contains(.space) && $0.better != .neither }
    #expect(scores.count > 2)
    for score in scores {
      let better: Comparison.Verdict = score.better == .lower ? .better : .worse
      #expect(try verdict(score.name, "1") == better, "\(score.name)")
      #expect(try verdict(score.name, "2") == .changed, "\(score.name)")
    }
    #expect(try verdict("accuracy", "2") == .worse)
    var named = Tolerance()
    named.better = .lower
    #expect(try verdict("inertia", "2", named) == .better)
  }
}
