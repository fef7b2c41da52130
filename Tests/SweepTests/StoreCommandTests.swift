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
