import Foundation
import NeuralNetworks
import Specification

/// What was measured of one network.
struct Measurement {
  let network: BenchmarkNetwork
  let batch: Int
  /// Direct-convolution operations of a step.
  let operations: Double
  /// Those that trained it, in the order in which they took their turns.
  var contestants: [Contestant] = []

  /// One way to train the network.
  struct Contestant {
    let name: String
    /// Seconds of a step, the median of the rounds.
    let seconds: Double
    let peakKilobytes: Int
    let allocationsPerStep: Double?
  }

  /// This project on one thread.
  var own: Contestant? { contestants.first { $0.name == Self.own } }
  static let own = "own"

  /// Seconds of a step of a contestant.
  func seconds(_ name: String) -> Double? { contestants.first { $0.name == name }?.seconds }

  /// PyTorch's time in its faster memory layout, by ours.
  var ratio: Double? {
    guard let own, let best = PyTorch.layouts.compactMap(seconds).min() else { return nil }
    return best / own.seconds
  }
}

/// PyTorch on the same networks.
enum PyTorch {
  static let layouts = ["default", "channels-last"]

  /// Starts `Tests/Peers/torch_networks.py` with a Python that has torch.
  static func start(
    _ python: String, _ network: BenchmarkNetwork, layout: String, batch: Int
  ) throws -> TrainingProcess {
    try TrainingProcess(
      python,
      [
        "Tests/Peers/torch_networks.py", network.name, "--batch", "\(batch)", "--layout", layout,
      ])
  }
}

/// Trains a network in several ways in turn, a few steps each, so that all see the same machine. A
/// turn begins with steps that do not count, which bring its numbers back into the caches and its
/// threads onto their cores.
struct Stopwatch {
  let network: BenchmarkNetwork
  let folder: String
  let batch: Int
  let rounds: Int
  /// About how long a round of steps takes.
  let roundSeconds: Double

  /// This project on so many threads.
  func own(threads: Int, clock: Clock) throws -> TrainingProcess {
    try TrainingProcess(
      LineProcess.ourselves,
      [
        "--serve", network.name, "--batch", "\(batch)", "--clock", clock.rawValue,
        "--architectures", folder,
      ],
      environment: ["SWEEP_THREADS": "\(threads)"])
  }

  func measure(_ contestants: [(name: String, process: TrainingProcess)]) throws -> Measurement {
    let architecture = try network.trainer(folder: folder, batch: batch).architecture
    var times = [[Double]](repeating: [], count: contestants.count)
    let steps = try contestants.map { contestant in
      _ = try contestant.process.seconds(forSteps: 2)
      let once = try contestant.process.seconds(forSteps: 1)
      return max(1, Int(roundSeconds / once))
    }
    for _ in 0..<rounds {
      for (index, contestant) in contestants.enumerated() {
        _ = try contestant.process.seconds(forSteps: 1 + steps[index] / 4)
        let seconds = try contestant.process.seconds(forSteps: steps[index])
        times[index].append(seconds / Double(steps[index]))
      }
    }
    var result = Measurement(
      network: network, batch: batch,
      operations: Double(batch * architecture.views) * Self.operations(architecture))
    for (contestant, times) in zip(contestants, times) {
      let (kilobytes, allocations) = contestant.process.finish()
      result.contestants.append(
        Measurement.Contestant(
          name: contestant.name, seconds: times.median, peakKilobytes: kilobytes,
          allocationsPerStep: allocations))
    }
    return result
  }

  /// Forward, both gradients, and none for the input of the first layer: of one image.
  private static func operations(_ architecture: Architecture) -> Double {
    let products = architecture.stacks.flatMap { stack in
      stack.layers.indices.map { stack.layers[$0].value.multiplyAdds(for: stack.shapes[$0]) }
    }
    return Double(6 * products.reduce(0, +) - 2 * (products.first { $0 > 0 } ?? 0))
  }
}

extension [Double] {
  /// The middle one in order; not a number when there is none.
  var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
