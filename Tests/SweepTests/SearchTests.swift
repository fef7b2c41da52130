import Foundation
import Specification
import TestSupport
import Testing

/// Sweeps that draw their settings, and train only some of them to the end.
@Suite struct SearchTests {
  private static let members = #"""
    , "sweep": {
      "random": { "count": 6, "seed": 3, "parameters": {
        "training.optimizer.adam.learningRate": { "logUniform": [1e-6, 1e-2] } } },
      "halving": { "rungs": [2, 5], "keep": 0.5 }
    }, "seeds": [0, 1]
    """#

  @Test("halving gives the same bytes for any number of workers, and says what was stopped and why")
  func halving() throws {
    let text = SweepBench.experiment(
      epochs: 9, model: SweepBench.autoencoder, members: Self.members)
    var all: [[String: [UInt8]]] = []
    for jobs in [1, 3] {
      let bench = try SweepBench()
      let file = try bench.write(text)
      let run = try bench.sweep("run", file, "--jobs", "\(jobs)")
      #expect(run.code == 0, "\(run.errors)")
      all.append(try bench.results())

      // 6 rows to epoch 2, 3 to epoch 5, 2 to the end, with two seeds.
      #expect(bench.stages(", to epoch 2").count == 12)
      #expect(bench.stages(", to epoch 5").count == 6)
      let rows = try #require(try bench.json("results/x/results.json")["rows"]?.elements)
      #expect(rows.count { $0["stopped"] == nil && $0["runs"]?.elements?.count == 2 } == 2)
      let reasons = rows.compactMap { $0["stopped"]?.string }
      #expect(reasons.count { $0.hasPrefix("stopped after epoch 2: validation loss ") } == 3)
      #expect(reasons.count { $0.hasPrefix("stopped after epoch 5: validation loss ") } == 1)
      let report = try bench.text("results/x/report.md")
      #expect(report.contains("4 of 6 settings were stopped early, by validation images only"))
      for reason in reasons { #expect(report.contains(reason + ".")) }
      #expect(report.contains("stopped \\[1\\]"))
      #expect(!report.contains("could not be drawn"))
      #expect(try bench.text("results/x/table.csv").contains(",stopped\n"))

      let before = try bench.results()
      #expect(try bench.sweep("report", file).code == 0)
      #expect(try bench.results() == before)
      #expect(try bench.sweep("regress", file, "--exact").code == 0)
    }
    #expect(all[0] == all[1])
  }

  @Test("a row that is trained to the end has the numbers it has without a search")
  func sameNumbers() throws {
    let searched = try SweepBench()
    let text = SweepBench.experiment(epochs: 9, members: Self.members)
    try searched.sweep("run", try searched.write(text), "--quiet")
    let full = try SweepBench()
    let whole = text.replacing(#""halving": { "rungs": [2, 5], "keep": 0.5 }"#, with: "")
      .replacing("1e-2] } } },", with: "1e-2] } } }")
    let run = try full.sweep("run", try full.write(whole), "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    let rows = try [searched, full].map {
      try #require(try $0.json("results/x/results.json")["rows"]?.elements)
    }
    for (some, all) in zip(rows[0], rows[1]) {
      #expect(some["label"] == all["label"])
      #expect(some["stopped"] != nil || some["runs"] == all["runs"])
      #expect(all["runs"]?.elements?.count == 2)
    }
    #expect(Set(rows[1].compactMap { $0["label"]?.string }).count == 6)
  }

  @Test("halving needs rungs before the last epoch, and compares by training without validation")
  func refused() throws {
    let bench = try SweepBench()
    let late = try bench.write(SweepBench.experiment(epochs: 5, members: Self.members))
    let run = try bench.sweep("run", late)
    #expect(run.code == 2)
    #expect(run.errors.contains("the rung 5 is not before the last epoch, 5"), "\(run.errors)")
    let blind = try bench.sweep(
      "run", late, "--set", "training.epochs=9", "--set", "dataset.validation=null")
    #expect(blind.code == 0, "\(blind.errors)")
    let folder = try #require(
      FileManager.default.contentsOfDirectory(atPath: bench.folder.path("results")).first {
        $0.hasPrefix("x+training.epochs=9+dataset.validation=null")
      })
    let report = try bench.text("results/\(folder)/report.md")
    #expect(report.contains("stopped early, by the loss of training only"))
    #expect(report.contains("stopped after epoch 2: training loss "))
  }
}
