import Foundation
import TestSupport
import Testing

/// Sweeps on a real cluster of two nodes give the bytes of a run on this machine, whatever happens to
/// nodes, tasks, clients and the controller on the way.
@Suite(
  .serialized,
  .enabled(if: Cluster.isAvailable, "needs root and Slurm: .ci/slurm-cluster install"))
struct SlurmTests {
  init() async throws { try await Cluster.up() }

  @Test func theResultsAreThoseOfALocalRun() async throws {
    let sweep = try ClusterSweep()
    let run = try await sweep.command("run", "r3.json", "--executor", "slurm")
    #expect(run.code == 1, "\(run.text)")
    #expect(run.text.contains("failed: train autoencoder: hopeless"), "\(run.text)")
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
    let again = try await sweep.command("run", "r3.json")
    #expect(again.code == 1 && !again.text.contains("done in"), "\(again.text)")
  }

  @Test func aNodeThatDiesInMidTrainingCostsTimeAlone() async throws {
    let sweep = try ClusterSweep()
    let held = sweep.heldTraining(on: "node1")
    let submitted = try await sweep.detach()
    #expect(submitted.code == 0, "\(submitted.text)")
    let task = try #require(try await held.value)
    let workers = task.workers
    try await Cluster.kill("node1")
    #expect(try await sweep.wait { !workers.contains(where: Processes.isAlive) })
    #expect(task.training != nil && task.nodes == ["node1"])
    let end = try await sweep.command("attach", "r3.json", "--quiet")
    #expect(end.code == 1, "\(end.text)")
    // Slurm itself gave the task to a node once more.
    #expect(task.nodes.count == 2, "\(task.log)")
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
  }

  @Test func aTaskThatFailsOnceIsTriedAgain() async throws {
    let marker = try TemporaryFolder()
    let line = "if [ \\\"$task\\\" = 0 ] && mkdir \(marker.path)/failed; then exit 1; fi"
    let sweep = try ClusterSweep(site: "\"prologue\": [\"\(line)\"]")
    let run = try await sweep.command("run", "r3.json", "--executor", "slurm", "--quiet")
    #expect(run.code == 1, "\(run.text)")
    #expect(try marker.names == ["failed"])
    #expect(!sweep.tasks(ofRound: 2).flatMap(\.journal).isEmpty)
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
  }

  @Test func aDetachedSweepIsFollowedFromElsewhereWhileTheControllerIsAway() async throws {
    let sweep = try ClusterSweep()
    let held = sweep.heldTraining()
    #expect(try await sweep.detach().code == 0)
    let task = try #require(try await held.value)
    let status = try await sweep.command("status", "r3.json", folder: "/")
    #expect(status.text.contains("running") && status.text.contains("epoch"), "\(status.text)")
    try sweep.folder.write([], to: "none/empty")
    let clean = try await sweep.command("store", "clean", "--keep-results", "none")
    #expect(clean.text.hasPrefix("removed 0 stages, 0"), "\(clean.text)")
    // A second copy of the task, as where a node was given up that is still alive.
    async let copy = sweep.command("slurm-task", task.submission, "1", "\(task.number)")
    try await Cluster.pause()
    task.signal(SIGCONT)
    let said = sweep.folder.path("said")
    async let attached = sweep.command("attach", "r3.json", folder: "/", output: said)
    #expect(
      try await sweep.wait {
        (try? String(contentsOfFile: said, encoding: .utf8))?.contains("does not answer") ?? false
      })
    try await Cluster.up()
    let end = try await attached
    #expect(end.code == 1 && end.text.contains("Slurm answers again"), "\(end.text)")
    #expect(try await copy.code == 0)
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
    let done = try await sweep.command("status", "r3.json")
    #expect(done.text.contains("done, with failed trials"), "\(done.text)")
  }

  @Test func aCancelledSweepGoesOnWhenItIsRunAgain() async throws {
    let sweep = try ClusterSweep()
    let held = sweep.heldTraining()
    #expect(try await sweep.detach().code == 0)
    let task = try #require(try await held.value)
    task.signal(SIGCONT)
    #expect(try await sweep.command("cancel", "r3.json").code == 0)
    #expect(try await sweep.wait { try await sweep.jobs().isEmpty })
    #expect(try await sweep.command("status", "r3.json").text.contains("cancelled"))
    #expect(!FileManager.default.fileExists(atPath: sweep.folder.path("results/r3/results.json")))
    let run = try await sweep.command("run", "r3.json", "--executor", "slurm", "--quiet")
    #expect(run.code == 1, "\(run.text)")
    #expect(try sweep.results() == (try await ClusterSweep.expected.value))
  }
}
