import Foundation
import TestSupport
import Testing

/// `sweep store clean` beside sweeps that were given to Slurm.
@Suite struct CollectionTests {
  private let cluster: PretendedCluster

  init() throws {
    cluster = try PretendedCluster()
    try cluster.folder.write([], to: "none/empty")
  }

  private func clean(_ arguments: String...) async throws -> String {
    try await cluster.command(
      SweepProgram.built, ["store", "clean", "--keep-results", "none"] + arguments
    ).text
  }

  @Test func whatASubmissionUnderWayNeedsStays() async throws {
    // Half of the sweep is stored before, images and stages; the submission needs it for its report.
    let part = try await cluster.sweep(
      "run", "sizes.json", "--quiet", "--set", "seeds=[0, 1, 2]", "--results", "elsewhere")
    #expect(part.code == 0, "\(part.text)")
    #expect(try await cluster.submit().code == 0)
    #expect(try await clean("--max-size", "0K").hasPrefix("removed 0 stages, 0"))
    #expect(try await clean().hasPrefix("removed 0 stages, 0"))
    #expect(try await clean("--dry-run").hasPrefix("would remove 0 stages, 0"))
    let job = try await cluster.job("array-0")
    #expect(job.code == 0, "\(job.text)")
    _ = try await cluster.job("report")
    let done = try await cluster.sweep("status", "sizes.json")
    #expect(done.text.contains(": done; report: "), "\(done.text)")
  }

  @Test func whatEndedIsRemovedByTheSameRulesAsStages() async throws {
    #expect(try await cluster.submit().code == 0)
    #expect(try await cluster.sweep("cancel", "sizes.json").code == 0)
    #expect(try await cluster.submit("--set", "seeds=[0]").code == 0)
    let before = cluster.submissions
    #expect(before.count == 2)
    #expect(try await clean("--older-than", "1h").hasPrefix("removed 0 stages, 0"))
    #expect(try await clean("--max-size", "1G").hasPrefix("removed 0 stages, 0"))
    #expect(cluster.submissions == before)
    #expect(try await clean("--dry-run").contains(", 1 ended submission, "))
    #expect(cluster.submissions == before)
    #expect(try await clean().contains(", 1 ended submission, "))
    let left = cluster.submissions
    #expect(left.count == 1)
    let programs = cluster.folder.path("store/slurm/programs")
    #expect(try FileManager.default.contentsOfDirectory(atPath: programs).count == 1)

    #expect(try await cluster.sweep("cancel", left[0]).code == 0)
    let ended = cluster.folder.path("store/slurm/\(left[0])/end.json")
    let yesterday = Date(timeIntervalSinceNow: -90_000)
    try FileManager.default.setAttributes([.modificationDate: yesterday], ofItemAtPath: ended)
    #expect(try await clean("--older-than", "1d").contains(", 1 ended submission, "))
    #expect(cluster.submissions.isEmpty)
    // The program was used today.
    #expect(try FileManager.default.contentsOfDirectory(atPath: programs).count == 1)
    _ = try await clean()
    #expect(try FileManager.default.contentsOfDirectory(atPath: programs).isEmpty)
  }
}
