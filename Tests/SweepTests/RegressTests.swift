import Foundation
import Specification
import TestSupport
import Testing

/// `sweep regress` against baselines that were changed by hand.
@Suite struct RegressTests {
  private static let members = #"""
    , "sweep": { "variants": { "small": { "model.latent": 4 }, "large": { "model.latent": 8 } } },
    "seeds": [0, 1],
    "regression": { "tolerances": { "accuracy": 0.01 } }
    """#

  /// A bench with results, and their text.
  private func finished() throws -> (bench: SweepBench, file: String, baseline: String) {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(members: Self.members))
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    return (bench, file, try bench.text("results/x/results.json"))
  }

  private func edit(_ bench: SweepBench, _ text: String) throws {
    try bench.folder.write(Array(text.utf8), to: "results/x/results.json")
  }

  @Test("an unchanged tree passes, exactly too, and is left as it was")
  func unchanged() throws {
    let (bench, file, _) = try finished()
    try FileManager.default.removeItem(atPath: bench.folder.path("results/x/provenance.json"))
    let before = try bench.results()
    for arguments in [["regress", file], ["regress", file, "--exact", "--junit", "junit.xml"]] {
      let run = try bench.start(arguments).wait()
      #expect(run.code == 0, "\(run.output)")
      #expect(run.output.hasPrefix("✅ All "))
      #expect(run.output.hasSuffix(" cells are as they were.\n"))
    }
    #expect(try bench.results() == before)
    #expect(!FileManager.default.fileExists(atPath: bench.folder.path("results/x/provenance.json")))
    #expect(try bench.text("junit.xml").contains("failures=\"0\""))
  }

  @Test("a value edited by more than its tolerance fails, by less it does not, but exactly")
  func edited() throws {
    let (bench, file, baseline) = try finished()
    let value = try accuracy(in: baseline)
    // The mean over two seeds moves by half of what one seed does.
    for (change, code, exact) in [(0.018, 0, 1), (0.03, 1, 1), (-0.03, 0, 1)] {
      let text = baseline.replacing(
        "\"accuracy\": \(value)", with: "\"accuracy\": \(value + change)", maxReplacements: 1)
      #expect(text != baseline)
      try edit(bench, text)
      let run = try bench.sweep("regress", file, "--junit", "j.xml", "--markdown", "m.md")
      #expect(run.code == code, "\(run.output)")
      #expect(run.output == (try bench.text("m.md")))
      let verdict = change > 0 ? "worse" : "better"
      #expect(run.output.contains("**\(verdict)** | small | accuracy | "), "\(run.output)")
      #expect(run.output.contains("❌") == (code == 1))
      #expect(try bench.text("j.xml").contains("failures=\"\(code)\""))
      #expect(try bench.sweep("regress", file, "--exact").code == exact)
    }
  }

  private func accuracy(in text: String) throws -> Double {
    let json = try JSONParser.parse(Source(name: "results", bytes: Array(text.utf8)))
    return try #require(
      json["rows"]?.elements?[0]["runs"]?.elements?[0]["metrics"]?["accuracy"]?.number)
  }

  @Test("a missing row, a new row and a failed trial are never a pass")
  func rows() throws {
    let (bench, file, baseline) = try finished()
    try edit(bench, baseline.replacing("\"label\": \"large\"", with: "\"label\": \"other\""))
    let renamed = try bench.sweep("regress", file)
    #expect(renamed.code == 1)
    #expect(renamed.output.contains("❌ **new** | large | whole row |"))
    #expect(renamed.output.contains("❌ **missing** | other | whole row |"))

    try edit(bench, baseline)
    let fewer = try bench.sweep("regress", file, "--set", "seeds=[0]")
    #expect(fewer.code == 1)
    #expect(
      fewer.output.contains("❌ **missing** | small | whole row: seeds 1 are not there any more"))

    let diverging = [
      "--set", "training.optimizer={\"sgd\": {\"learningRate\": 1e30}}", "--set",
      "training.epochs=2",
    ]
    let failed = try bench.start(["regress", file] + diverging).wait()
    #expect(failed.code == 1)
    #expect(failed.output.contains("❌ **failed** | small | whole row: all 2 seeds failed"))
    #expect(failed.output.contains("- `training.epochs`: "), "\(failed.output)")
  }

  @Test("compare shows what differs between two folders, in settings, cells and figures")
  func compare() throws {
    let (bench, file, _) = try finished()
    let run = try bench.sweep(
      "run", file, "--quiet", "--results", "results/y", "--set", "training.epochs=1")
    #expect(run.code == 0)
    let compared = try bench.sweep("compare", "results/x", "results/y", "--markdown", "c.md")
    #expect(compared.code == 0, "\(compared.errors)")
    #expect(compared.output.contains("- `training.epochs`: "), "\(compared.output)")
    #expect(try bench.text("c.md").hasPrefix(compared.output))
    let same = try bench.sweep("compare", "results/x", "results/x/results.json")
    #expect(same.output.hasPrefix("✅ All "))
    let lost = try bench.sweep("compare", "results/x", "results/z")
    #expect(lost.code == 2 && lost.errors.contains("there is nothing at results/z"))
  }

  @Test("a baseline that cannot be read is said before anything runs")
  func unreadable() throws {
    let (bench, file, _) = try finished()
    for text in ["{", "{ \"format\": 99 }"] {
      try edit(bench, text)
      let run = try bench.sweep("regress", file, "--set", "training.epochs=9")
      #expect(run.code == 2)
      #expect(run.errors.contains("results/x/results.json"), "\(run.errors)")
    }
  }
}
