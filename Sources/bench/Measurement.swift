import CAllocationCount
import Foundation
import NeuralNetworks
import Specification

/// What was measured of one network.
struct Measurement: Codable {
  var name: String
  var parameters = 0
  /// Direct-convolution operations of a step.
  var operations = 0.0
  /// Seconds of a step, the median of the rounds.
  var seconds = 0.0
  var peakKilobytes = 0
  var allocationsPerStep = 0.0
  /// Seconds of PyTorch's step for each of its memory layouts.
  var peerSeconds: [String: Double] = [:]
  var peerKilobytes = 0

  /// PyTorch's time, in its faster layout, by ours.
  var ratio: Double? { peerSeconds.values.min().map { $0 / seconds } }
}

/// Trains one network and PyTorch's in turn, a few steps each, so that both see the same machine.
struct Stopwatch {
  let network: BenchmarkNetwork
  let folder: String
  let batch: Int
  let python: String?
  let rounds: Int
  /// About how long a round of steps takes.
  let roundSeconds: Double

  private struct Enough: Error {}

  func measure() throws -> Measurement {
    let trainer = try network.trainer(folder: folder, batch: batch)
    var result = Measurement(name: network.name)
    result.operations = Double(batch) * Self.operations(trainer.architecture)
    var peers: [(layout: String, peer: Peer, steps: Int, times: [Double])] = []
    if let python {
      for layout in ["default", "channels-last"] {
        let peer = try Peer(
          python: python, network: network.name, layout: layout, batch: batch)
        _ = try peer.seconds(forSteps: 2)
        let once = try peer.seconds(forSteps: 1)
        peers.append((layout, peer, steps(once), []))
      }
    }
    var clock = Clock(rounds: rounds, stepsFor: steps)
    do {
      _ = try trainer.train(
        on: NoiseImages(count: batch << 6, shape: network.input, pool: batch)
      ) { event in
        guard case .step = event, clock.endsRound() else { return }
        for index in peers.indices {
          let seconds = try peers[index].peer.seconds(forSteps: peers[index].steps)
          peers[index].times.append(seconds / Double(peers[index].steps))
        }
        guard clock.beginsRound() else { throw Enough() }
      }
    } catch is Enough {}
    result.seconds = clock.times.median
    result.allocationsPerStep = clock.allocationsPerStep
    result.peakKilobytes = Self.peakKilobytes()
    for (layout, peer, _, times) in peers {
      result.peerSeconds[layout] = times.median
      result.peerKilobytes = max(result.peerKilobytes, peer.finish())
    }
    return result
  }

  private func steps(_ secondsOfOne: Double) -> Int {
    max(1, Int(roundSeconds / secondsOfOne))
  }

  /// Forward, both gradients, and none for the input of the first layer: of one image.
  private static func operations(_ architecture: Architecture) -> Double {
    let products = architecture.stacks.flatMap { stack in
      stack.layers.indices.map { stack.layers[$0].value.multiplyAdds(for: stack.shapes[$0]) }
    }
    return Double(6 * products.reduce(0, +) - 2 * (products.first { $0 > 0 } ?? 0))
  }

  private static func peakKilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }
}

/// The times of rounds of steps, after two steps that warm up and set how many make a round.
private struct Clock {
  let rounds: Int
  let stepsFor: (Double) -> Int
  private(set) var times: [Double] = []
  private(set) var allocationsPerStep = Double.infinity
  private var warmUp = 3
  private var steps = 1
  private var left = 1
  private var start = Machine.computingTime
  private var allocations = 0

  init(rounds: Int, stepsFor: @escaping (Double) -> Int) {
    self.rounds = rounds
    self.stepsFor = stepsFor
  }

  /// Counts a step; true when it was the last of its round.
  mutating func endsRound() -> Bool {
    left -= 1
    guard left == 0 else { return false }
    let seconds = (Machine.computingTime - start) / Double(steps)
    let count = Double(ca_allocations() - allocations) / Double(steps)
    if warmUp > 0 {
      warmUp -= 1
      steps = warmUp == 0 ? stepsFor(seconds) : 1
      _ = beginsRound()
      return false
    }
    times.append(seconds)
    allocationsPerStep = min(allocationsPerStep, count)
    return true
  }

  /// Begins a round; false when there were enough.
  mutating func beginsRound() -> Bool {
    left = steps
    allocations = ca_allocations()
    start = Machine.computingTime
    return times.count < rounds
  }
}

extension [Double] {
  /// The middle one in order; not a number when there is none.
  var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
