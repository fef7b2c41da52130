import Foundation
import TestSupport
import Testing

/// What a node says that lacks something: job scripts run by hand, with programs that truly cannot be
/// loaded.
@Suite struct LackingNodeTests {
  private let cluster: PretendedCluster

  init() throws { cluster = try PretendedCluster() }

  @Test(arguments: [
    ("libswiftCore.so", "libswiftCure.so", "lacks the Swift runtime; submit the program of"),
    ("GLIBC_2.34", "GLIBC_2.99", "has an older C library than sweep was built with"),
    (
      "libpng16.so.16", "libpng16.so.99",
      "lacks a library; install libpng16-16 (Debian) or libpng (Fedora), or load it in"
    ),
    ("libz.so.1", "libz.so.9", "lacks a library; install zlib1g (Debian) or zlib (Fedora)"),
  ])
  func aLibraryThatIsMissingIsNamed(present: String, absent: String, message: String) async throws {
    let program = cluster.folder.path("program")
    try SweepProgram.copy(needing: absent, insteadOf: present, at: program)
    let run = try await cluster.submit("--binary", program)
    #expect(run.code == 0, "\(run.text)")
    let job = try await cluster.job("array-0")
    #expect(job.code == 1)
    let refusal = try String(contentsOfFile: cluster.round + "/ended/0.refused", encoding: .utf8)
    #expect(refusal.hasPrefix("node node9 \(message)"), "\(refusal)")
    #expect(refusal.contains(absent), "\(refusal)")
    try cluster.tool("squeue", "echo '7|round-1-array-0|PENDING|Priority|0'")
    let status = try await cluster.sweep("status", "sizes.json")
    #expect(status.text.contains("node node9 \(message)"), "\(status.text)")
  }

  @Test func aNodeThatDoesNotSeeTheStoreIsToldByItsSilence() async throws {
    #expect(try await cluster.submit("--retries", "0").code == 0)
    // Nothing of any task was ever written.
    let attached = try await cluster.sweep("attach", "sizes.json")
    #expect(attached.code == 1)
    #expect(
      attached.text.contains("its Slurm task left no trace: its node does not see the store"),
      "\(attached.text)")
  }

  @Test func imagesThatAreMissingAtSubmissionAreSaidBeforeAnythingIsSubmitted() async throws {
    try cluster.folder.remove("data/train.npy")
    let run = try await cluster.submit()
    #expect(run.code == 2 && run.text.contains("train.npy"), "\(run.text)")
    #expect(cluster.submissions.isEmpty)
  }

  @Test func tasksNeedTheStoreAloneAndTheLastJobSaysWhichImagesAreMissing() async throws {
    #expect(try await cluster.submit().code == 0)
    try cluster.folder.remove("data/train.npy")
    let task = try await cluster.job("array-0")
    #expect(task.code == 0, "\(task.text)")
    _ = try await cluster.job("report")
    let status = try await cluster.sweep("status", "sizes.json")
    #expect(status.text.contains("ended early") && status.text.contains("node node9: "))
    #expect(status.text.contains("train.npy"), "\(status.text)")
  }
}
