import Foundation
import Specification
import TestSupport
import Testing

/// `sweep store`: what it tells, and what it never removes.
@Suite struct StoreCommandTests {
  @Test("cleaning keeps what results came from, their pictures too, and takes the rest")
  func clean() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    try bench.sweep("run", file, "--quiet")
    let kept = bench.stages("\"kind\"")
    let before = try bench.results()
    try bench.sweep("run", file, "--quiet", "--results", "spare", "--set", "training.epochs=3")
    let count = bench.stages("\"kind\"").count
    #expect(count > kept.count)

    let list = try bench.sweep("store", "list")
    #expect(list.code == 0)
    #expect(list.output.contains("\(count) stages, "))
    let dry = try bench.sweep("store", "clean", "--dry-run").output
    #expect(dry.hasPrefix("would remove \(count - kept.count) stages, "))
    #expect(bench.stages("\"kind\"").count == count)
    let young = try bench.sweep("store", "clean", "--older-than", "1d").output
    #expect(young.hasPrefix("removed 0 stages"))
    let roomy = try bench.sweep("store", "clean", "--max-size", "1G").output
    #expect(roomy.hasPrefix("removed 0 stages"))
    let clean = try bench.sweep("store", "clean").output
    #expect(clean.hasPrefix("removed \(count - kept.count) stages, "))
    #expect(bench.stages("\"kind\"") == kept)
    #expect(try bench.sweep("report", file).code == 0)
    #expect(try bench.results() == before)
  }

  @Test("cleaning during a run takes nothing that the run needs")
  func running() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 3000))
    try bench.folder.write([], to: "none/empty")
    let run = try bench.start(["run", file, "--jobs", "1"])
    try waitUntil { run.said.contains("train autoencoder: ") }
    let clean = try bench.sweep("store", "clean", "--keep-results", "none")
    #expect(clean.output.hasPrefix("removed 0 stages"), "\(clean.output)\(clean.errors)")
    #expect(try run.wait().code == 0)
  }

  @Test("cleaning beside commands that only read falsifies nothing", .timeLimit(.minutes(10)))
  func readers() throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(members: #", "sweep": { "grid": { "model.latent": [4, 8] } }"#))
    try bench.folder.write([], to: "none/empty")
    try bench.sweep("run", file, "--quiet")
    let good = try bench.results()
    let export = try bench.sweep("export", file, "--to", "whole").output
    for command in [
      ["run", file, "--quiet"], ["report", file], ["regress", file, "--exact", "--quiet"],
      ["export", file, "--to", "part"],
    ] {
      for _ in 0..<3 {
        try bench.sweep("run", file, "--quiet")
        let reader = try bench.start(command)
        while reader.isRunning { try bench.sweep("store", "clean", "--keep-results", "none") }
        let ending = try reader.wait()
        // What was cleaned before it was read is computed again, or said to be missing.
        #expect(try bench.results() == good)
        switch command[0] {
        case "run", "regress": #expect(ending.code == 0, "\(ending.errors)")
        case "report": #expect(ending.code == 0 || ending.errors.contains("not stored"))
        default:
          #expect(
            ending.code == 0
              ? ending.output == export.replacing("whole", with: "part")
              : ending.errors.contains("stored"), "\(ending.output)\(ending.errors)")
        }
      }
    }
  }

  @Test("results behind links keep their stages; a link that leads nowhere stops the cleaning")
  func links() throws {
    let bench = try SweepBench()
    try bench.sweep("run", try bench.write(SweepBench.experiment()), "--quiet")
    let files = FileManager.default
    func told() throws -> String { try bench.sweep("store", "clean", "--dry-run").output }
    try files.moveItem(atPath: bench.folder.path("results"), toPath: bench.folder.path("disk"))
    try #require(symlink("disk", bench.folder.path("results")) == 0)
    #expect(try told().hasPrefix("would remove 0 stages"))
    try files.removeItem(atPath: bench.folder.path("results"))
    try files.createDirectory(
      atPath: bench.folder.path("results"), withIntermediateDirectories: false)
    try #require(symlink("../disk/x", bench.folder.path("results/x")) == 0)
    try #require(symlink("..", bench.folder.path("results/loop")) == 0)
    #expect(try told().hasPrefix("would remove 0 stages"))
    try #require(symlink("/no/such/disk", bench.folder.path("results/gone")) == 0)
    let refused = try bench.sweep("store", "clean")
    #expect(refused.code == 2)
    #expect(refused.errors.contains("results/gone: leads nowhere"))
    #expect(!bench.stages("\"kind\"").isEmpty)
  }

  @Test("results that cannot be read stop the cleaning")
  func unreadable() throws {
    let bench = try SweepBench()
    try bench.sweep("run", try bench.write(SweepBench.experiment()), "--quiet")
    let count = bench.stages("\"kind\"").count
    try bench.folder.write(Array("{".utf8), to: "results/y/results.json")
    let clean = try bench.sweep("store", "clean")
    #expect(clean.code == 2)
    #expect(clean.errors.contains("results/y/results.json"))
    #expect(bench.stages("\"kind\"").count == count)
  }
}
