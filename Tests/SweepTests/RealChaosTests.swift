import Foundation
import TestSupport
import Testing

/// Kills at random moments while networks are trained. `SWEEP_CHAOS_KILLS` sets how many; the default
/// is short.
@Suite(.serialized) struct RealChaosTests {
  private static let kills =
    ProcessInfo.processInfo.environment["SWEEP_CHAOS_KILLS"].flatMap { Int($0) } ?? 6

  @Test("after any kills the results are those of an undisturbed run")
  func kills() throws {
    let text = SweepBench.experiment(
      epochs: 400, members: #", "sweep": { "grid": { "model.latent": [4, 8] } }, "seeds": [0, 1]"#)
    let calm = try SweepBench()
    #expect(try calm.sweep("run", try calm.write(text), "--quiet").code == 0)
    var kills = 0
    var generator = SystemRandomNumberGenerator()
    while kills < Self.kills {
      let bench = try SweepBench()
      let file = try bench.write(text)
      var code: Int32 = -1
      while code != 0 {
        let run = try bench.start(["run", file, "--jobs", "2", "--retries", "5"])
        if kills < Self.kills {
          usleep(UInt32.random(in: 20_000...900_000, using: &generator))
          let workers = run.workers
          let isWorker = Bool.random(using: &generator)
          if !isWorker { run.signal(SIGKILL) }
          for worker in isWorker ? Array(workers.prefix(1)) : workers { kill(worker, SIGKILL) }
          kills += 1
        }
        code = try run.wait().code
      }
      #expect(try bench.results() == calm.results())
      #expect(bench.checkpoints == [])
      #expect(try bench.sweep("store", "verify").code == 0)
      #expect(try bench.sweep("run", file, "--quiet").code == 0)
      #expect(try bench.results() == calm.results())
    }
  }

  @Test("kills while a report is written, and cleaning all the time, leave one whole report")
  func reports() throws {
    let bench = try SweepBench()
    let texts = [3, 4].map { SweepBench.experiment(epochs: $0, members: #", "seeds": [0, 1]"#) }
    let file = try bench.write(texts[0])
    try bench.folder.write([], to: "none/empty")
    var whole: [[String: [UInt8]]] = []
    for text in texts {
      try bench.write(text)
      #expect(try bench.sweep("run", file, "--quiet").code == 0)
      whole.append(try bench.results())
    }
    try bench.folder.write(Array("mine".utf8), to: "results/x/own/notes.txt")
    var generator = SystemRandomNumberGenerator()
    for number in 0..<Self.kills {
      try bench.write(texts[number % 2])
      let run = try bench.start(["run", file, "--quiet", "--jobs", "2"])
      let cleaner = try bench.start(["store", "clean", "--keep-results", "none"])
      // Nearly all of them meet the writing, which begins with a second folder.
      try waitUntil { bench.isWriting || !run.isRunning }
      usleep(UInt32.random(in: 0...40_000, using: &generator))
      run.signal(SIGKILL)
      _ = try run.wait()
      var found = try bench.results()
      #expect(found.removeValue(forKey: "own/notes.txt").map { $0 == Array("mine".utf8) } ?? true)
      #expect(whole.contains(found), "after kill \(number)")
      #expect(try bench.text("results/x/own/notes.txt") == "mine")
      #expect(try cleaner.wait().code == 0)
    }
    try bench.write(texts[1])
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    var last = try bench.results()
    last["own/notes.txt"] = nil
    #expect(last == whole[1])
    #expect(!bench.isWriting)
  }
}

extension SweepBench {
  /// Whether a second folder lies beside the results.
  fileprivate var isWriting: Bool {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path("results"))
    return names?.contains { $0.hasSuffix(".swap") } ?? false
  }
}
