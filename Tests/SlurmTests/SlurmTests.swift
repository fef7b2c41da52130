import Foundation
import TestSupport
import Testing

/// Sweeps on a real cluster of two nodes give the bytes of a run on this machine, whatever happens to
/// nodes, tasks and clients on the way.
@Suite(
  .serialized,
  .enabled(if: Cluster.isAvailable, "needs root and Slurm: .ci/slurm-cluster install"))
struct SlurmTests {
  init() throws { try Cluster.up() }

  @Test func theResultsAreThoseOfALocalRun() throws {
    let sweep = try ClusterSweep()
    let run = try sweep.command("run", "r3.json", "--executor", "slurm")
    #expect(run.code == 1, "\(run.text)")
    #expect(run.text.contains("failed: train autoencoder: hopeless"), "\(run.text)")
    #expect(try sweep.results() == ClusterSweep.expected.get())
    let again = try sweep.command("run", "r3.json")
    #expect(again.code == 1 && !again.text.contains("done in"), "\(again.text)")
  }

  @Test func aNodeThatDiesInMidTrainingCostsTimeAlone() throws {
    let sweep = try ClusterSweep()
    let submitted = try sweep.detach()
    #expect(submitted.code == 0, "\(submitted.text)")
    #expect(sweep.wait { sweep.journals(ofRound: 1).contains("\"epoch\"") })
    #expect(try sweep.wait { try !sweep.runningJobs("%A", on: "node1").isEmpty })
    let victims = try sweep.runningJobs("%A", on: "node1")
    try Cluster.kill("node1")
    let end = try sweep.command("attach", "r3.json", "--quiet")
    #expect(end.code == 1 && !victims.isEmpty, "\(end.text)")
    #expect(try sweep.results() == ClusterSweep.expected.get())
  }

  @Test func aTaskThatFailsOnceIsTriedAgain() throws {
    let marker = try TemporaryFolder()
    let sweep = try ClusterSweep(prologue: [
      "if [ \"$task\" = 0 ] && mkdir \(marker.path)/failed; then exit 1; fi"
    ])
    let run = try sweep.command("run", "r3.json", "--executor", "slurm", "--quiet")
    #expect(run.code == 1, "\(run.text)")
    #expect(try marker.names == ["failed"])
    #expect(!sweep.journals(ofRound: 2).isEmpty)
    #expect(try sweep.results() == ClusterSweep.expected.get())
  }

  @Test func aDetachedSweepIsFollowedFromElsewhereAndGoesOnAfterItsTimeLimit() throws {
    let sweep = try ClusterSweep()
    #expect(try sweep.detach().code == 0)
    #expect(sweep.wait { sweep.journals(ofRound: 1).contains("\"epoch\"") })
    let status = try sweep.command("status", "r3.json", folder: "/")
    #expect(status.text.contains("running") && status.text.contains("epoch"), "\(status.text)")
    // What Slurm does when the time limit is near.
    for job in try sweep.runningJobs("%A") {
      _ = try CommandRun(
        "/usr/bin/env", ["scancel", "--batch", "--signal=USR1", job],
        environment: Cluster.environment)
    }
    #expect(sweep.wait { sweep.journals(ofRound: 1).contains("\"stopped\"") })
    let end = try sweep.command("attach", "r3.json", folder: "/")
    #expect(end.code == 1, "\(end.text)")
    #expect(try sweep.results() == ClusterSweep.expected.get())
    let done = try sweep.command("status", "r3.json")
    #expect(done.text.contains("done, with failed trials"), "\(done.text)")
  }

  @Test func aCancelledSweepGoesOnWhenItIsRunAgain() throws {
    let sweep = try ClusterSweep()
    #expect(try sweep.detach().code == 0)
    #expect(sweep.wait { sweep.journals(ofRound: 1).contains("\"epoch\"") })
    #expect(try sweep.command("cancel", "r3.json").code == 0)
    #expect(try sweep.wait { try sweep.runningJobs("%A").isEmpty })
    #expect(try sweep.command("status", "r3.json").text.contains("cancelled"))
    #expect(!FileManager.default.fileExists(atPath: sweep.folder.path("results/r3/results.json")))
    let run = try sweep.command("run", "r3.json", "--executor", "slurm", "--quiet")
    #expect(run.code == 1, "\(run.text)")
    #expect(try sweep.results() == ClusterSweep.expected.get())
  }
}
