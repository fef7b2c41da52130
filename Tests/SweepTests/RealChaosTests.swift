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
}
