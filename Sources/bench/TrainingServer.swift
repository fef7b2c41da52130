import CAllocationCount
import Foundation
import NeuralNetworks

/// The side of a `TrainingProcess` that trains: one of the ten networks, in this process.
struct TrainingServer {
  let network: BenchmarkNetwork
  let folder: String
  let batch: Int
  let clock: Clock

  private struct Enough: Error {}

  /// Answers every request of standard input.
  func run() throws {
    let trainer = try network.trainer(folder: folder, batch: batch)
    var requests = Requests(clock: clock)
    guard requests.begin() else { return }
    do {
      _ = try trainer.train(
        on: NoiseImages(count: batch << 6, shape: network.input, pool: batch)
      ) { event in
        guard case .step = event, requests.endStep() else { return }
        guard requests.begin() else { throw Enough() }
      }
    } catch is Enough {}
    Self.write("\(Machine.peakKilobytes) \(requests.allocationsPerStep)")
  }

  static func write(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

/// Requests for steps on standard input, and how long they take.
private struct Requests {
  let clock: Clock
  /// Of the request whose steps allocated least.
  private(set) var allocationsPerStep = Double.infinity
  private var steps = 0
  private var left = 0
  private var start = 0.0
  private var allocations = 0

  init(clock: Clock) { self.clock = clock }

  /// Begins the next request; false when there is none.
  mutating func begin() -> Bool {
    guard let line = readLine(), let number = Int(line), number > 0 else { return false }
    (steps, left) = (number, number)
    allocations = ca_allocations()
    start = clock.seconds
    return true
  }

  /// Counts a step; answers, and is true, when it was the last of its request.
  mutating func endStep() -> Bool {
    left -= 1
    guard left == 0 else { return false }
    let seconds = clock.seconds - start
    let count = Double(ca_allocations() - allocations) / Double(steps)
    allocationsPerStep = min(allocationsPerStep, count)
    TrainingServer.write("\(seconds)")
    return true
  }
}

/// A program that trains one network a few steps at a time, when it is told to.
///
/// It reads numbers of steps, one a line, and answers each with the seconds they took. At the end of
/// the input it writes the most memory it held, in kilobytes, and, where it counts them, the
/// allocations of a step.
final class TrainingProcess {
  private let process: LineProcess

  /// Starts a program; `environment` is added to this one's.
  init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process = try LineProcess(program, arguments, environment: environment)
  }

  /// The seconds that so many steps take.
  func seconds(forSteps steps: Int) throws -> Double {
    guard let seconds = try process.numbers(answering: "\(steps)").first else {
      throw BenchmarkError("a training answered without the seconds it took")
    }
    return seconds
  }

  /// Ends the process.
  func finish() -> (kilobytes: Int, allocationsPerStep: Double?) {
    let numbers = process.finish()
    return (numbers.first.flatMap { Int(exactly: $0) } ?? 0, numbers.dropFirst().first)
  }
}
