import Foundation
import TestSupport
import Testing

/// What is said to Slurm, and how its answers are taken: with commands that only pretend to be Slurm's,
/// so that no cluster is needed.
@Suite struct ControllerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let text = """
      {
        "title": "Sizes",
        "dataset": {
          "train": { "synthetic": "faces-vs-scenes", "count": 20, "seed": 1 },
          "test": { "synthetic": "faces-vs-scenes", "count": 20, "seed": 2 }
        },
        "model": "pixels", "reduction": [{ "pca": 2 }], "clustering": "kmeans",
        "sweep": { "grid": { "reduction.pca.dimensions": [2, 3, 4, 5, 6, 7, 8] } },
        "seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "report": { "figures": [] }
      }
      """
    try folder.write(Array(text.utf8), to: "sizes.json")
    try tool("scontrol", "echo 'MaxArraySize = 1'")
    try tool("squeue", "true")
  }

  private func tool(_ name: String, _ script: String) throws {
    let path = try folder.write(Array("#!/bin/sh\n\(script)\n".utf8), to: "bin/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private func sweep(_ arguments: String...) throws -> CommandRun {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try CommandRun(
      ClusterSweep.program, arguments,
      environment: [
        "PATH": folder.path("bin") + ":" + path, "SWEEP_STORE": folder.path("store"),
        "CALLS": folder.path("calls"),
      ], folder: folder.path)
  }

  private func site(_ text: String) throws -> String {
    try folder.write(Array(text.utf8), to: "site.json")
  }

  @Test func aDryRunPrintsScriptsAndSubmitsNothing() throws {
    try tool("sbatch", "touch \"$CALLS\"")
    let site = try site(
      """
      { "partition": "long", "taskSeconds": 1, "running": 2, "options": ["--qos=night"],
        "prologue": ["module load openblas"] }
      """)
    let run = try sweep(
      "run", "sizes.json", "--executor", "slurm", "--slurm", site, "--dry-run")
    #expect(run.code == 0, "\(run.text)")
    // More tasks than an array may have.
    let arrays = run.text.split(separator: "\n").filter { $0.hasPrefix("#SBATCH --array=") }
    #expect(arrays.count > 1 && arrays.allSatisfy { $0.hasSuffix("=0-0%2") })
    for line in ["#SBATCH --partition=long", "#SBATCH --qos=night", "module load openblas"] {
      #expect(run.text.contains("\n\(line)\n"), "\(run.text)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("calls")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("store/slurm")))
  }

  @Test func aControllerThatIsAwayIsWaitedFor() throws {
    try tool(
      "sbatch",
      """
      echo "$*" >>"$CALLS"
      if [ "$(wc -l <"$CALLS")" -lt 2 ]; then
        echo 'sbatch: error: Unable to contact slurm controller (connect failure)' >&2
        exit 1
      fi
      wc -l <"$CALLS"
      """)
    let run = try sweep("run", "sizes.json", "--executor", "slurm", "--detach")
    #expect(run.code == 0, "\(run.text)")
    #expect(run.text.contains("Slurm does not answer") && run.text.contains("answers again"))
    let calls = try String(contentsOfFile: folder.path("calls"), encoding: .utf8)
    #expect(calls.split(separator: "\n").last?.contains("--dependency=afterany:2") == true)
  }

  @Test func whatSlurmRefusesIsSaid() throws {
    try tool("sbatch", "echo 'sbatch: error: invalid partition specified: nowhere' >&2; exit 1")
    let run = try sweep("run", "sizes.json", "--executor", "slurm", "--detach")
    #expect(run.code == 2 && run.text.contains("invalid partition specified: nowhere"))
  }

  @Test func aNodeThatLacksALibrarySaysWhich() throws {
    try tool("sbatch", "echo 7")
    try tool(
      "program",
      "echo 'error while loading shared libraries: libopenblas.so.0: cannot open' >&2; exit 127")
    let run = try sweep(
      "run", "sizes.json", "--executor", "slurm", "--detach", "--binary", folder.path("bin/program")
    )
    #expect(run.code == 0, "\(run.text)")
    let submission = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path("store/slurm"))
        .first { $0.hasPrefix("sizes-") })
    let round = folder.path("store/slurm/\(submission)/rounds/1")
    let job = try CommandRun(
      "/bin/bash", [round + "/array-0.sh"],
      environment: ["SLURM_ARRAY_TASK_ID": "0", "SLURMD_NODENAME": "node9"], folder: folder.path)
    #expect(job.code == 1)
    let refusal = try String(contentsOfFile: round + "/ended/0.refused", encoding: .utf8)
    #expect(refusal.hasPrefix("node node9 lacks OpenBLAS;"), "\(refusal)")
    try tool("squeue", "echo '7|round-1-array-0|PENDING|Priority|0'")
    let status = try sweep("status", "sizes.json")
    #expect(status.text.contains("node node9 lacks OpenBLAS;"), "\(status.text)")
  }

  @Test func aWrongDescriptionOfTheClusterIsPointedAt() throws {
    let site = try site("{ \"partitoin\": \"long\", \"options\": [\"--array=1\"] }")
    let run = try sweep("run", "sizes.json", "--executor", "slurm", "--slurm", site)
    #expect(run.code == 2 && run.text.contains("did you mean \"partition\"?"), "\(run.text)")
  }
}
