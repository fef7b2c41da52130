import Foundation
import TestSupport

/// A Slurm cluster on this machine, started for the tests and stopped with them: two nodes, and one
/// more that only sweeps of the partition "spare" use.
enum Cluster {
  /// Whether there can be one: it takes root, and the programs of Slurm.
  static let isAvailable: Bool = {
    let programs = ["munged", "slurmctld", "slurmd", "sbatch"]
    let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]
    return getuid() == 0
      && programs.allSatisfy { program in
        folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
      }
  }()

  /// Short, as Slurm's sockets demand.
  static let folder = "/tmp/sweep-slurm-\(getpid())"

  /// Starts what does not run.
  static func up() async throws {
    _ = isStopping
    let run = try await CommandRun(script, ["up", folder])
    guard run.code == 0 else { throw ClusterError(description: run.text) }
  }

  /// Kills a node with everything that runs on it.
  static func kill(_ node: String) async throws {
    _ = try await CommandRun(script, ["kill", folder, node])
  }

  /// Stops the controller until `up`; jobs go on.
  static func pause() async throws { _ = try await CommandRun(script, ["pause", folder]) }

  /// What a client needs.
  static var environment: [String: String] { ["SLURM_CONF": folder + "/slurm.conf"] }

  private static let script = Repository.root + "/.ci/slurm-cluster"

  /// The cluster ends with this process.
  private static let isStopping: Bool = {
    atexit {
      let down = try? Process.run(
        URL(fileURLWithPath: Cluster.script), arguments: ["down", Cluster.folder])
      down?.waitUntilExit()
      try? FileManager.default.removeItem(atPath: Cluster.folder)
    }
    return true
  }()
}

/// A cluster that does not start.
struct ClusterError: Error, CustomStringConvertible {
  let description: String
}
