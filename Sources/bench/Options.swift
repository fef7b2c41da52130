import Foundation
import Numerics

/// What the command line asks for.
struct Options {
  var batches = [64]
  var networks = BenchmarkNetwork.all
  var rounds = 5
  var seconds = 0.5
  var threads = 1
  /// Where the figure goes.
  var figure: String?
  var folder = "experiments/architectures"
  /// Train this network as standard input asks for.
  var served: BenchmarkNetwork?
  var clock = Clock.processor

  static let usage = """
    bench [--batch 64,32] [--networks vgg,lenet] [--rounds 5] [--seconds 0.5]
          [--threads N] [--figure FILE] [--architectures FOLDER]
    bench algorithms [--size small] [--rounds 3] [--tasks 0,1]

    Trains the ten networks (or those that are named: SimCLR and Barlow Twins are simclr,
    simclr-resnet, barlow-twins and barlow-twins-resnet) and, where PEER_PYTHON names a Python that has torch, PyTorch's
    beside them; tables go to standard output. With --threads, one thread is compared with N,
    by the time that goes by. `algorithms` does the same for reductions and clusterings,
    beside scikit-learn and openTSNE.
    """

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value") }
      switch option {
      case "--batch": batches = try value.split(separator: ",").map { try Self.number($0, option) }
      case "--rounds": rounds = try Self.number(value, option)
      case "--threads": threads = try Self.number(value, option)
      case "--networks": networks = try value.split(separator: ",").map(Self.network)
      case "--seconds": seconds = try Self.seconds(value)
      case "--figure": figure = value
      case "--architectures": folder = value
      case "--serve": served = try Self.network(value)
      case "--clock": clock = Clock(rawValue: value) ?? clock
      default: throw BenchmarkError("there is no option \(option)")
      }
    }
  }

  private static func number(_ text: some StringProtocol, _ option: String) throws -> Int {
    guard let number = Int(text), number > 0 else {
      throw BenchmarkError("\(option) needs a positive number")
    }
    return number
  }

  private static func seconds(_ text: String) throws -> Double {
    guard let seconds = Double(text), seconds > 0, seconds < 1e4 else {
      throw BenchmarkError("--seconds needs a positive number")
    }
    return seconds
  }

  private static func network(_ name: some StringProtocol) throws -> BenchmarkNetwork {
    let known = BenchmarkNetwork.all + BenchmarkNetwork.comparing
    guard let network = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name).joined(separator: ", ")
      throw BenchmarkError("there is no network \(name); there are \(names)")
    }
    return network
  }

  /// A Python that has torch.
  var python: String? {
    ProcessInfo.processInfo.environment["PEER_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
  }

  func stopwatch(_ network: BenchmarkNetwork, batch: Int) -> Stopwatch {
    Stopwatch(
      network: network, folder: folder, batch: batch, rounds: rounds, roundSeconds: seconds)
  }
}

/// What a measurement was made on.
enum Machine {
  /// The CPU as the system names it.
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown CPU"
  }

  /// The most memory that this program has held, in kilobytes; unlike that of `getrusage` it does not
  /// begin with what the process that started it held.
  static var peakKilobytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }

  /// The best of a few single-precision matrix products, in operations per second, each measured for
  /// about so many seconds.
  static func bestProduct(seconds: Double) -> Double {
    [(64, 256, 512), (384, 256, 256), (1024, 256, 128)].reduce(0) { best, sizes in
      max(best, speed(of: sizes, seconds))
    }
  }

  private static func speed(of sizes: (m: Int, n: Int, k: Int), _ seconds: Double) -> Double {
    let (m, n, k) = sizes
    var numbers = [Float](repeating: 0.5, count: m * k + k * n + m * n)
    let operations = 2 * Double(m * n * k)
    let repetitions = max(1, Int(seconds * 1e10 / operations))
    return numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let product = Product<Float>(
        m, n, k, .rows(base, of: k), .rows(base + m * k, of: n), into: base + m * k + k * n)
      return (0..<7).reduce(0) { best, _ in
        let start = Clock.processor.seconds
        for _ in 0..<repetitions { product.run() }
        return max(best, operations * Double(repetitions) / (Clock.processor.seconds - start))
      }
    }
  }
}
