import Foundation
import TestSupport

/// The sweep over latent and PCA sizes on images that are drawn, small, with one row that cannot be
/// trained; run on this machine or on the cluster, with a store of its own.
final class ClusterSweep {
  /// Where experiment, store and results are.
  let folder: TemporaryFolder

  /// A sweep whose tasks run these lines first.
  init(prologue: [String] = []) throws {
    folder = try TemporaryFolder()
    let lines = prologue.map { "\"\($0.replacing("\"", with: "\\\""))\"" }.joined(separator: ", ")
    let text = """
      {
        "extends": "\(Repository.root)/experiments/latent_dims.json",
        "dataset.train.synthetic.count": 1000,
        "dataset.validation.synthetic.count": 100,
        "dataset.test.synthetic.count": 300,
        "training.epochs": 60,
        "report": { "projections": ["pca"] },
        "sweep": { "cases": [
          { "model": "pixels" }, { "model.latent": 32 },
          { "model.latent": 32, "reduction.pca.dimensions": 12 }, { "model.latent": 16 },
          { "name": "hopeless", "training.optimizer.adam.learningRate": 1e30 }
        ] },
        "seeds": [0],
        "slurm": { "taskSeconds": 1, "poll": 2, "prologue": [\(lines)] }
      }
      """
    try folder.write(Array(text.utf8), to: "r3.json")
  }

  /// The results of a run on this machine.
  static let expected = Result {
    let sweep = try ClusterSweep()
    let run = try sweep.command("run", "r3.json")
    guard run.code == 1 else { throw ClusterError(description: run.text) }
    return try sweep.results()
  }

  /// The program, built beside the tests.
  static let program: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("sweep").path
    if FileManager.default.fileExists(atPath: beside) { return beside }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return bundle.appendingPathComponent("sweep").path
  }()

  /// Runs `sweep` in the folder of the experiment, or in another one.
  func command(_ arguments: String..., folder place: String? = nil) throws -> CommandRun {
    let environment = Cluster.environment.merging(["SWEEP_STORE": folder.path("store")]) { $1 }
    return try CommandRun(
      Self.program, arguments, environment: environment, folder: place ?? folder.path)
  }

  /// Submits the sweep and leaves it.
  func detach() throws -> CommandRun {
    try command("run", "r3.json", "--executor", "slurm", "--detach")
  }

  /// The bytes of `results.json`.
  func results() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path("results/r3/results.json")))
  }

  /// The folder of the only submission.
  var submission: String {
    let root = folder.path("store/slurm")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return root + "/" + (names.first { $0.hasPrefix("r3-") } ?? "none")
  }

  /// What the jobs have told: the journals of all tasks of a round.
  func journals(ofRound round: Int) -> String {
    let root = submission + "/rounds/\(round)/journal"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.sorted().map { name in
      (try? String(contentsOfFile: root + "/" + name, encoding: .utf8)) ?? ""
    }.joined()
  }

  /// The jobs of this sweep that run, as `squeue` prints them.
  func runningJobs(_ format: String, on node: String? = nil) throws -> [String] {
    let name = (submission as NSString).lastPathComponent
    let run = try CommandRun(
      "/usr/bin/env",
      ["squeue", "-h", "-t", "running", "-n", name, "-o", format]
        + (node.map { ["-w", $0] } ?? []), environment: Cluster.environment)
    return run.text.split(separator: "\n").map(String.init)
  }

  /// Waits until a condition holds, at most so many seconds.
  func wait(seconds: Double = 60, until condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if try condition() { return true }
      usleep(100_000)
    }
    return false
  }
}
