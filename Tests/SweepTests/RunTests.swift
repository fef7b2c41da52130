import Foundation
import Specification
import TestSupport
import Testing

/// What a run leaves, whatever the workers, and how it goes on after a kill.
@Suite(.serialized) struct RunTests {
  private let sweep = #", "sweep": { "grid": { "model.latent": [4, 8] } }, "seeds": [0, 1]"#

  @Test("any number of workers and threads gives the same bytes, and a second run too")
  func sameBytes() throws {
    var all: [[String: [UInt8]]] = []
    for (jobs, threads) in [(1, 1), (2, 1), (4, 2), (1, 2)] {
      let bench = try SweepBench()
      let file = try bench.write(SweepBench.experiment(members: sweep))
      for _ in 0..<2 {
        let run = try bench.sweep("run", file, "--jobs", "\(jobs)", "--threads", "\(threads)")
        #expect(run.code == 0, "\(run.errors)")
        all.append(try bench.results())
      }
      let plan = try bench.sweep("plan", file).output
      #expect(plan.contains(" 0 to run"))
    }
    #expect(all[0].keys.contains("figures/curves.png"))
    #expect(all[0].keys.contains("results.json"))
    for other in all.dropFirst() { #expect(other == all[0]) }
  }

  @Test("a training goes on after Ctrl-C, SIGTERM and SIGKILL, to the same bytes")
  func goingOn() throws {
    let text = SweepBench.experiment(epochs: 2500, members: sweep)
    let calm = try SweepBench()
    try calm.sweep("run", try calm.write(text), "--quiet")
    for signal in [SIGINT, SIGTERM, SIGKILL] {
      let bench = try SweepBench()
      let file = try bench.write(text)
      let run = try bench.start(["run", file, "--jobs", "2", "--events", "events"])
      try waitUntil { (try? bench.text("events").contains("\"progress\"")) ?? false }
      run.signal(signal)
      let workers = run.workers
      let ending = try run.wait()
      if signal == SIGKILL {
        try waitUntil { workers.allSatisfy { kill($0, 0) != 0 || isZombie($0) } }
      } else {
        #expect(ending.code == 130)
        #expect(ending.errors.hasSuffix("stopped; the same command goes on from here\n"))
        #expect(!bench.checkpoints.isEmpty)
      }
      #expect(try bench.results()["report.md"] == nil)
      let again = try bench.sweep("run", file)
      #expect(again.code == 0, "\(again.errors)")
      #expect(try bench.results() == calm.results())
      #expect(bench.checkpoints == [])
    }
  }

  @Test("Ctrl-C twice ends the run at once")
  func stopTwice() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 1_000_000))
    let run = try bench.start(["run", file])
    try waitUntil { run.said.contains("train autoencoder: ") }
    run.signal(SIGINT)
    run.signal(SIGINT)
    let ending = try run.wait()
    #expect(ending.code == 130)
  }

  @Test("two and four runs of a file at once compute each stage once and leave the same bytes")
  func atOnce() throws {
    let text = SweepBench.experiment(epochs: 30, members: sweep)
    let calm = try SweepBench()
    try calm.sweep("run", try calm.write(text), "--quiet")
    for count in [2, 4] {
      let bench = try SweepBench()
      let file = try bench.write(text)
      let runs = try (0..<count).map {
        try bench.start(["run", file, "--jobs", "1", "--events", "events-\($0)"])
      }
      for run in runs {
        let ending = try run.wait()
        #expect(ending.code == 0, "\(ending.errors)")
      }
      let events = try (0..<count).flatMap { index in
        try bench.text("events-\(index)").split(separator: "\n")
      }
      let computed = events.filter { $0.contains("\"outcome\":\"computed\"") }
      #expect(computed.count == bench.stages("\"kind\"").count)
      #expect(try bench.results() == calm.results())
    }
  }

  @Test("an edit of the file during a run changes nothing")
  func frozen() throws {
    let bench = try SweepBench()
    let text = SweepBench.experiment(epochs: 400)
    let file = try bench.write(text)
    let run = try bench.start(["run", file, "--jobs", "1"])
    try waitUntil { run.said.contains("train autoencoder: ") }
    try bench.write("{ this is no experiment", "x.json")
    #expect(try run.wait().code == 0)
    let calm = try SweepBench()
    try calm.sweep("run", try calm.write(text), "--quiet")
    #expect(try bench.results() == calm.results())
  }

  private func isZombie(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    return status?.contains("State:\tZ") ?? true
  }
}

extension SweepBench {
  /// The stages that left something to go on from.
  var checkpoints: [String] {
    let place = folder.path(".sweep/checkpoints")
    let names = try? FileManager.default.contentsOfDirectory(atPath: place)
    return (names ?? []).filter { !$0.hasPrefix(".") }
  }
}
