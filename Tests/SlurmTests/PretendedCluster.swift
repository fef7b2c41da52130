import Files
import Foundation
import TestSupport

/// An experiment whose commands find programs that only pretend to be Slurm's.
struct PretendedCluster {
  /// Where experiment, store, results and commands are.
  let folder: TemporaryFolder

  /// Seventy trials of small images in a queue that is empty, on a cluster whose arrays have one task.
  init() throws {
    folder = try TemporaryFolder()
    for (name, seed) in [("train", 7), ("test", 5)] {
      let images = (0..<20 * 64).map { UInt8(truncatingIfNeeded: $0 * $0 / seed) }
      try NPYFile.write(images, shape: [20, 8, 8], to: folder.path("data/\(name).npy"))
    }
    try NPYFile.write((0..<20).map { $0 % 2 }, to: folder.path("data/labels.npy"))
    let text = """
      {
        "title": "Sizes",
        "dataset": {
          "train": { "images": "train.npy" },
          "test": { "images": "test.npy", "labels": "labels.npy" }
        },
        "model": "pixels", "reduction": [{ "pca": 2 }], "clustering": "kmeans",
        "sweep": { "grid": { "reduction.pca.dimensions": [2, 3, 4, 5, 6, 7, 8] } },
        "seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "report": { "figures": [] }
      }
      """
    try folder.write(Array(text.utf8), to: "sizes.json")
    try tool("scontrol", "echo 'MaxArraySize = 1'")
    try tool("squeue", "true")
    try tool("scancel", "true")
    try tool("sbatch", "echo 7")
  }

  /// Writes a command.
  func tool(_ name: String, _ script: String) throws {
    let path = try folder.write(Array("#!/bin/sh\n\(script)\n".utf8), to: "bin/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Runs `sweep`.
  func sweep(_ arguments: String...) async throws -> CommandRun {
    try await command(SweepProgram.built, arguments)
  }

  /// Submits the sweep and leaves it.
  func submit(_ arguments: String...) async throws -> CommandRun {
    try await command(
      SweepProgram.built,
      ["run", "sizes.json", "--executor", "slurm", "--detach"] + arguments)
  }

  /// Runs any command, with the pretended ones on the path.
  func command(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> CommandRun {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let own = [
      "PATH": folder.path("bin") + ":" + path, "SWEEP_STORE": folder.path("store"),
      "SWEEP_DATA": folder.path("data"), "CALLS": folder.path("calls"),
    ]
    return try await CommandRun(
      program, arguments, environment: own.merging(environment) { $1 }, folder: folder.path)
  }

  /// The names of the submissions.
  var submissions: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path("store/slurm"))
    return (names ?? []).filter { $0.hasPrefix("sizes-") }.sorted()
  }

  /// The folder of the first round of the only submission.
  var round: String { folder.path("store/slurm/\(submissions.first ?? "none")/rounds/1") }

  /// Runs a script of the first round as a node would.
  func job(_ name: String) async throws -> CommandRun {
    try await command(
      "/bin/bash", ["\(round)/\(name).sh"],
      environment: ["SLURM_ARRAY_TASK_ID": "0", "SLURMD_NODENAME": "node9"])
  }
}
