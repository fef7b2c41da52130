import Foundation
import Specification
import TestSupport
import Testing

/// What can go wrong with files: one clear message each, nothing lost, the next run right.
@Suite(.serialized) struct DamageTests {
  /// A bench with results, and their bytes.
  private func finished(_ text: String = SweepBench.experiment()) throws -> (
    bench: SweepBench, file: String, bytes: [String: [UInt8]]
  ) {
    let bench = try SweepBench()
    let file = try bench.write(text)
    #expect(try bench.sweep("run", file).code == 0)
    return (bench, file, try bench.results())
  }

  @Test(
    "a bit flipped in a stored file is found when results or pictures are read, said, and mended",
    arguments: [
      ("score: ", "report.json"), ("train autoencoder: ", "curve.json"),
      ("to two dimensions: ", "embedding.npy"),
    ])
  func flippedBit(title: String, name: String) throws {
    let (bench, file, bytes) = try finished()
    let stage = try #require(bench.stages(title).first)
    try bench.flipBit(of: "\(stage)/\(name)")

    let report = try bench.sweep("report", file)
    #expect(report.code == 1)
    #expect(report.errors.contains("the stored \(name) of stage"))
    #expect(report.errors.contains("sweep run \(file) computes it again"))
    #expect(try bench.results() == bytes)

    let run = try bench.sweep("run", file, "--quiet")
    #expect(run.code == 0)
    #expect(run.errors.split(separator: "\n").count { $0.contains("it is computed again") } == 1)
    #expect(try bench.results() == bytes)
    #expect(try bench.sweep("store", "verify").code == 0)
    #expect(try bench.sweep("report", file).code == 0)
  }

  @Test(
    "verify says what is damaged and mends it: the next run computes it again, to the same bytes")
  func healing() throws {
    let (bench, file, bytes) = try finished()
    let stage = try #require(bench.stages("score: ").first)
    try bench.flipBit(of: "\(stage)/report.json")
    let verify = try bench.sweep("store", "verify")
    #expect(verify.code == 1)
    #expect(verify.output.contains("the stored report.json of stage"))
    #expect(verify.output.contains("has other content than was written"))
    #expect(try bench.sweep("store", "verify").code == 0)
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    #expect(try bench.results() == bytes)
  }

  @Test("a truncated file is found before anything runs")
  func truncated() throws {
    let (bench, file, bytes) = try finished()
    let weights = try #require(bench.stages("train autoencoder: ").first) + "/weights.safetensors"
    try Data(contentsOf: URL(fileURLWithPath: weights)).dropLast(9)
      .write(to: URL(fileURLWithPath: weights + ".cut"))
    try FileManager.default.removeItem(atPath: weights)
    try FileManager.default.moveItem(atPath: weights + ".cut", toPath: weights)
    let run = try bench.sweep("run", file, "--quiet")
    #expect(run.code == 0)
    #expect(run.errors.contains(" bytes instead of "))
    #expect(try bench.results() == bytes)
  }

  @Test("results that cannot be written are said before anything runs")
  func readOnlyResults() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    try bench.folder.write([1], to: "results")
    let run = try bench.sweep("run", file)
    #expect(run.code == 2)
    #expect(run.errors.contains("results"))
    #expect(run.errors.contains("name another folder with --results DIR"))
    #expect(bench.stages("\"kind\"") == [])
    #expect(try bench.sweep("run", file, "--results", "elsewhere").code == 0)
  }

  @Test("a file that is too large for the store stops the run, which then goes on")
  func fullStore() throws {
    let text = SweepBench.experiment(epochs: 3)
    let (_, _, bytes) = try finished(text)
    let bench = try SweepBench()
    let file = try bench.write(text)
    let run = try bench.sweep("run", file, "--quiet", limit: 12)
    #expect(run.code == 1)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(run.errors.contains("cannot grow: its disk, quota or file size limit is used up"))
    #expect(try bench.sweep("run", file).code == 0)
    #expect(try bench.results() == bytes)
  }

  @Test("a full disk leaves the earlier results whole, and the report can be written later")
  func fullResults() throws {
    let (bench, file, _) = try finished()
    let other = try bench.write(
      SweepBench.experiment(members: #", "seeds": [0, 1, 2], "question": "More?""#), "x.json")
    let before = try bench.results()
    #expect(try bench.sweep("run", other, "--results", "elsewhere", "--quiet").code == 0)
    // Figures are larger than what may be written; the store needs nothing any more.
    let run = try bench.sweep("run", file, "--quiet", limit: 4)
    #expect(run.code == 1)
    #expect(run.errors.contains("The results are in the store"))
    #expect(try bench.results() == before)
    #expect(try bench.sweep("report", file).code == 0)
    #expect(try bench.results() == bench.results("elsewhere"))
  }

  @Test("a store that is removed during a run is said once")
  func removedStore() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 100_000))
    let run = try bench.start(["run", file, "--quiet", "--events", "events"])
    try waitUntil { (try? bench.text("events").contains("\"progress\"")) ?? false }
    // A folder that is being written cannot always be deleted, but always be moved.
    try FileManager.default.moveItem(
      atPath: bench.folder.path(".sweep"), toPath: bench.folder.path("gone"))
    let ending = try run.wait()
    #expect(ending.code == 1)
    #expect(ending.errors.split(separator: "\n").count == 1, "\(ending.errors)")
    #expect(ending.errors.contains("was removed while it was in use"))
    #expect(try bench.sweep("run", file, "--set", "training.epochs=2").code == 0)
  }

  @Test("a clock that was set back since the store was written changes nothing")
  func clockSetBack() throws {
    let (bench, file, bytes) = try finished()
    let root = bench.folder.path
    let tomorrow = Date(timeIntervalSinceNow: 86_400)
    for name in FileManager.default.enumerator(atPath: root)?.compactMap({ $0 as? String }) ?? [] {
      try FileManager.default.setAttributes(
        [.modificationDate: tomorrow], ofItemAtPath: "\(root)/\(name)")
    }
    let stored = bench.stages("\"kind\"").count
    let clean = try bench.sweep("store", "clean", "--older-than", "1s", "--keep-results", "data")
    #expect(clean.code == 0)
    #expect(bench.stages("\"kind\"").count == stored)
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    #expect(try bench.results() == bytes)
    // Images that are newer than now are read again rather than trusted.
    let images = URL(fileURLWithPath: root + "/data/test.npy")
    var changed = try Data(contentsOf: images)
    changed[changed.count - 1] ^= 128
    try changed.write(to: images)
    try FileManager.default.setAttributes([.modificationDate: tomorrow], ofItemAtPath: images.path)
    #expect(!(try bench.sweep("plan", file).output.contains(" 0 to run")))
  }
}
