import Foundation
import TestSupport
import Testing

/// What is said to Slurm, and how its answers are taken: with commands that only pretend to be Slurm's,
/// so that no cluster is needed.
@Suite struct ControllerTests {
  private let cluster: PretendedCluster

  init() throws { cluster = try PretendedCluster() }

  private func site(_ text: String) throws -> String {
    try cluster.folder.write(Array(text.utf8), to: "site.json")
  }

  @Test func aDryRunPrintsScriptsAndSubmitsNothing() async throws {
    try cluster.tool("sbatch", "touch \"$CALLS\"")
    let site = try site(
      """
      { "partition": "long", "taskSeconds": 1, "running": 2, "options": ["--qos=night"],
        "prologue": ["module load libpng"] }
      """)
    let run = try await cluster.sweep(
      "run", "sizes.json", "--executor", "slurm", "--slurm", site, "--dry-run")
    #expect(run.code == 0, "\(run.text)")
    // More tasks than an array may have.
    let arrays = run.text.split(separator: "\n").filter { $0.hasPrefix("#SBATCH --array=") }
    #expect(arrays.count > 1 && arrays.allSatisfy { $0.hasSuffix("=0-0%2") })
    for line in ["#SBATCH --partition=long", "#SBATCH --qos=night", "module load libpng"] {
      #expect(run.text.contains("\n\(line)\n"), "\(run.text)")
    }
    #expect(!run.text.contains("SWEEP_CONFINE"))
    let confined = try await cluster.sweep(
      "run", "sizes.json", "--executor", "slurm", "--slurm", site, "--dry-run", "--confine")
    #expect(confined.text.contains("\nexport SWEEP_CONFINE='/"), "\(confined.text)")
    #expect(!FileManager.default.fileExists(atPath: cluster.folder.path("calls")))
    #expect(!FileManager.default.fileExists(atPath: cluster.folder.path("store/slurm")))
  }

  @Test func aControllerThatIsAwayIsWaitedFor() async throws {
    try cluster.tool(
      "sbatch",
      """
      echo "$*" >>"$CALLS"
      if [ "$(wc -l <"$CALLS")" -lt 2 ]; then
        echo 'sbatch: error: Unable to contact slurm controller (connect failure)' >&2
        exit 1
      fi
      wc -l <"$CALLS"
      """)
    let run = try await cluster.submit()
    #expect(run.code == 0, "\(run.text)")
    #expect(run.text.contains("Slurm does not answer") && run.text.contains("answers again"))
    let calls = try String(contentsOfFile: cluster.folder.path("calls"), encoding: .utf8)
    #expect(calls.split(separator: "\n").last?.contains("--dependency=afterany:2") == true)
  }

  @Test func whatSlurmRefusesIsSaid() async throws {
    try cluster.tool(
      "sbatch", "echo 'sbatch: error: invalid partition specified: nowhere' >&2; exit 1")
    let run = try await cluster.submit()
    #expect(run.code == 2 && run.text.contains("invalid partition specified: nowhere"))
  }

  @Test func aWrongDescriptionOfTheClusterIsPointedAt() async throws {
    let site = try site("{ \"partitoin\": \"long\", \"options\": [\"--array=1\"] }")
    let run = try await cluster.sweep(
      "run", "sizes.json", "--executor", "slurm", "--slurm", site)
    #expect(run.code == 2 && run.text.contains("did you mean \"partition\"?"), "\(run.text)")
  }

  @Test func whoFollowsIsToldTheTimeLeft() async throws {
    #expect(try await cluster.submit().code == 0)
    try cluster.tool("squeue", "echo '7|round-1-array-0|RUNNING|None|0'")
    let stage = "\"kind\": \"train\", \"title\": \"train slowly\", \"worker\": 0"
    // Other stages take milliseconds.
    let round = try String(contentsOfFile: cluster.round + "/round.json", encoding: .utf8)
    let first = try #require(round.firstMatch(of: /"tasks":\[\["([0-9a-f]{64})/)?.1)
    let journal = [
      "\"event\": \"started\", \"time\": 0, \"attempt\": 1",
      "\"event\": \"progress\", \"time\": 10, \"progress\": { \"epoch\": 1, \"of\": 100 }",
      "\"event\": \"progress\", \"time\": 20, \"progress\": { \"epoch\": 2, \"of\": 100 }",
    ].map { "{ \($0), \(stage), \"key\": \"\(first)\" }\n" }.joined()
    try Data(journal.utf8).write(to: URL(fileURLWithPath: cluster.round + "/journal/0.jsonl"))
    let run = try await cluster.command(
      "/usr/bin/env",
      [
        "-u", "CI", "timeout", "-s", "INT", "60", "script", "-qec",
        "timeout -s INT 3 \(SweepProgram.built) attach sizes.json", "/dev/null",
      ])
    #expect(run.text.contains("train slowly") && run.text.contains("about 16 min "), "\(run.text)")
    #expect(run.text.contains("the jobs go on; sweep attach sizes.json follows them again"))
  }
}
