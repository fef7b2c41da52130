import Foundation
import Specification
import TestSupport
import Testing

/// Sweeps on a node of their own, which last while the other node tests go on.
@Suite(
  .serialized,
  .enabled(if: Cluster.isAvailable, "needs root and Slurm: .ci/slurm-cluster install"))
struct SpareNodeTests {
  init() async throws { try await Cluster.up() }

  @Test func aTrainingThatReachesItsTimeLimitGoesOnInTheSameJob() async throws {
    let sweep = try ClusterSweep(site: #""partition": "spare", "minutes": 1, "warning": 15"#)
    // A minute is the shortest limit that Slurm has, and its warning may come half a minute early.
    let stopping = OnOwnThread {
      let task = try sweep.holdTraining()
      let before = task.journal.count
      defer { task.signal(SIGCONT) }
      try waitUntil("the warning") {
        usleep(100_000)
        return task.journal.contains { $0["event"]?.string == "stopping" }
      }
      return (task: task, before: before)
    }
    #expect(try await sweep.detach().code == 0)
    let (task, before) = try #require(try await stopping.value)
    let end = try await sweep.command("attach", "r3.json")
    #expect(end.code == 1, "\(end.text)")
    #expect(task.nodes.count == 2 && task.log.contains("goes on later"), "\(task.log)")
    #expect(sweep.tasks(ofRound: 2).isEmpty)
    // Not from the beginning.
    let epochs = task.journal.dropFirst(before).compactMap { $0["progress"]?["epoch"]?.integer }
    #expect(epochs.first.map { $0 > 1 } == true)
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
  }

  @Test func aSearchOnTasksOfTwoProcessorsGivesTheSameBytesAndRegressesThere() async throws {
    let sweep = try ClusterSweep(
      ClusterSweep.search, taskSeconds: 60, site: #""partition": "spare", "cpus": 2"#)
    let expected = try await sweep.localResults()
    func regress() async throws -> CommandRun {
      try await sweep.command(
        "regress", "r3.json", "--executor", "slurm", "--exact", "--baseline", "local/results.json")
    }
    let same = try await regress()
    #expect(same.code == 0 && same.text.contains("cells are as they were"), "\(same.text)")
    #expect(!FileManager.default.fileExists(atPath: sweep.folder.path("results")))
    // One round for each rung, and the last.
    #expect(sweep.tasks(ofRound: 3).count > 0)
    // Two workers side by side.
    let workers = sweep.tasks(ofRound: 1).flatMap(\.journal).compactMap { $0["worker"]?.integer }
    #expect(Set(workers) == [0, 1])

    let changed = String(decoding: expected, as: UTF8.self).replacing(
      "\"accuracy\": 0.", with: "\"accuracy\": 1.", maxReplacements: 1)
    try sweep.folder.write(Array(changed.utf8), to: "local/results.json")
    let worse = try await regress()
    #expect(worse.code == 1 && worse.text.contains("| accuracy |"), "\(worse.text)")
    let run = try await sweep.command("run", "r3.json", "--executor", "slurm")
    #expect(run.code == 0, "\(run.text)")
    #expect(try sweep.results() == expected)
  }

  @Test(
    .enabled(
      if: SweepProgram.installed != nil, "SWEEP_INSTALLED names no program of make install"))
  func theInstalledProgramNeedsNoSwiftAndGivesTheSameBytes() async throws {
    let program = try #require(SweepProgram.installed)
    let libraries = try await CommandRun("/usr/bin/env", ["ldd", program])
    #expect(libraries.code == 0 && libraries.text.contains("libc.so"), "\(libraries.text)")
    for name in [
      "libswift", "libFoundation", "libdispatch", "libBlocksRuntime", "libpng", "libz.",
      "libopenblas",
    ] {
      #expect(!libraries.text.contains(name), "\(libraries.text)")
    }
    let sweep = try ClusterSweep(site: #""partition": "spare""#)
    let run = try await sweep.command(
      "run", "r3.json", "--executor", "slurm", "--binary", program)
    #expect(run.code == 1 && !run.text.contains("needs the Swift runtime"), "\(run.text)")
    let frozen = sweep.folder.path("store/slurm/programs")
    let copies = try FileManager.default.contentsOfDirectory(atPath: frozen)
    #expect(copies.count == 1)
    #expect(FileManager.default.contentsEqual(atPath: "\(frozen)/\(copies[0])", andPath: program))
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
  }
}
