import Foundation
import TestSupport

/// A small sweep on images that are drawn, run on this machine or on the cluster, with a store of its
/// own.
final class ClusterSweep: Sendable {
  /// Where experiment, store and results are.
  let folder: TemporaryFolder

  /// Latent and PCA sizes, with one row that cannot be trained.
  static let sizes = """
    "training.epochs": 60,
    "sweep": { "cases": [
      { "model": "pixels" }, { "model.latent": 32 },
      { "model.latent": 32, "reduction.pca.dimensions": 12 }, { "model.latent": 16 },
      { "name": "hopeless", "training.optimizer.adam.learningRate": 1e30 }
    ] }
    """

  /// Eight latent sizes, of which three and then one are trained on.
  static let search = """
    "training.epochs": 6,
    "sweep": {
      "grid": { "model.latent": [8, 12, 16, 20, 24, 32, 48, 64] },
      "halving": { "rungs": [1, 3], "keep": 0.3 }
    }
    """

  /// A sweep of these rows, in tasks of so many seconds, with such members of the description of the
  /// cluster.
  init(
    _ rows: String = sizes, taskSeconds: Int = 1, site: String = #""partition": "main""#
  ) throws {
    folder = try TemporaryFolder()
    let text = """
      {
        "extends": "\(Repository.root)/experiments/latent_dims.json",
        "dataset.train.synthetic.count": 1000,
        "dataset.validation.synthetic.count": 100,
        "dataset.test.synthetic.count": 300,
        "report": { "projections": ["pca"] },
        \(rows),
        "seeds": [0],
        "slurm": { "taskSeconds": \(taskSeconds), "poll": 2, \(site) }
      }
      """
    try folder.write(Array(text.utf8), to: "r3.json")
  }

  /// The results of a run of the sizes on this machine.
  static let expected = Task { try await ClusterSweep().localResults(code: 1) }

  /// Runs the sweep on this machine, with another store, to `local/`.
  func localResults(code: Int32 = 0) async throws -> Data {
    let run = try await command(
      "run", "r3.json", "--results", "local", environment: ["SWEEP_STORE": "local-store"])
    guard run.code == code else { throw ClusterError(description: run.text) }
    return try results("local")
  }

  /// Runs `sweep` in the folder of the experiment, or in another one.
  func command(
    _ arguments: String..., folder place: String? = nil, environment: [String: String] = [:],
    output: String? = nil
  ) async throws -> CommandRun {
    let own = Cluster.environment.merging(["SWEEP_STORE": folder.path("store")]) { $1 }
    return try await CommandRun(
      SweepProgram.built, arguments, environment: own.merging(environment) { $1 },
      folder: place ?? folder.path, output: output)
  }

  /// Submits the sweep and leaves it.
  func detach() async throws -> CommandRun {
    try await command("run", "r3.json", "--executor", "slurm", "--detach")
  }

  /// The bytes of `results.json`.
  func results(_ name: String = "results/r3") throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path(name + "/results.json")))
  }

  /// The folder of the only submission.
  var submission: String {
    let root = folder.path("store/slurm")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return root + "/" + (names.first { $0.hasPrefix("r3-") } ?? "none")
  }

  /// The tasks of a round.
  func tasks(ofRound round: Int) -> [ClusterTask] {
    let folder = submission
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: "\(folder)/rounds/\(round)/tasks")
    return (names ?? []).compactMap { Int($0.prefix { $0.isNumber }) }.sorted().map {
      ClusterTask(submission: folder, round: round, number: $0)
    }
  }

  /// Watches from now on for a task of the first round, on a node or anywhere, that is in the middle of a
  /// training, and freezes it there: a training that takes long, at no cost. Begin it before the sweep.
  func heldTraining(on node: String? = nil) -> OnOwnThread<ClusterTask> {
    OnOwnThread { [self] in try holdTraining(on: node) }
  }

  /// Waits for a training and freezes it, as `heldTraining` does, on the thread of the caller.
  func holdTraining(on node: String? = nil) throws -> ClusterTask {
    var held: ClusterTask?
    try waitUntil("a training", seconds: 300) {
      let training = tasks(ofRound: 1).first {
        $0.training != nil && (node == nil || $0.nodes.last == node)
      }
      guard let training else {
        usleep(100_000)
        return false
      }
      training.signal(SIGSTOP)
      // What it told before it was frozen.
      usleep(500_000)
      if training.training != nil, !training.workers.isEmpty {
        held = training
        return true
      }
      training.signal(SIGCONT)
      return false
    }
    guard let held else { throw ClusterError(description: "no training was held") }
    return held
  }

  /// The numbers of the jobs of this sweep that wait or run.
  func jobs() async throws -> [String] {
    let name = (submission as NSString).lastPathComponent
    let run = try await CommandRun(
      "/usr/bin/env", ["squeue", "-h", "-n", name, "-o", "%A"], environment: Cluster.environment)
    return run.code == 0 ? run.text.split(separator: "\n").map(String.init) : []
  }

  /// Waits until a condition holds, at most so many seconds.
  func wait(seconds: Double = 90, until condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
      guard ContinuousClock.now < end else { return false }
      try await Task.sleep(for: .seconds(0.1))
    }
    return true
  }
}
