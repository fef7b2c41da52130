import Foundation
import Numerics

/// `bench [--batch 64] [--networks a,b] [--rounds 5] [--seconds 0.5] [--architectures FOLDER]`:
/// trains the ten networks and, where `PEER_PYTHON` names a Python that has torch, PyTorch's; the
/// table goes to standard output. Each network is measured in a process of its own.
struct Options {
  var batch = 64
  var networks = BenchmarkNetwork.all.map(\.name)
  var rounds = 5
  var seconds = 0.5
  var folder = "experiments/architectures"
  /// Measure one network in this process and print what was measured as JSON.
  var only: String?

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value") }
      switch option {
      case "--batch": batch = try Self.number(value, option)
      case "--rounds": rounds = try Self.number(value, option)
      case "--networks": networks = value.split(separator: ",").map(String.init)
      case "--seconds": seconds = Double(value) ?? seconds
      case "--architectures": folder = value
      case "--only": only = value
      default: throw BenchmarkError("there is no option \(option)")
      }
    }
  }

  private static func number(_ text: String, _ option: String) throws -> Int {
    guard let number = Int(text), number > 0 else {
      throw BenchmarkError("\(option) needs a positive number")
    }
    return number
  }
}

func measure(_ name: String, _ options: Options) throws -> Measurement {
  guard let network = BenchmarkNetwork.all.first(where: { $0.name == name }) else {
    throw BenchmarkError("there is no network \(name)")
  }
  return try Stopwatch(
    network: network, folder: options.folder, batch: options.batch,
    python: ProcessInfo.processInfo.environment["PEER_PYTHON"].flatMap { $0.isEmpty ? nil : $0 },
    rounds: options.rounds, roundSeconds: options.seconds
  ).measure()
}

/// Measures a network in a process of its own.
func measureApart(_ name: String) throws -> Measurement {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  process.arguments = Array(CommandLine.arguments.dropFirst()) + ["--only", name]
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw BenchmarkError("\(name) failed") }
  return try JSONDecoder().decode(Measurement.self, from: data)
}

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  if let name = options.only {
    FileHandle.standardOutput.write(try JSONEncoder().encode(measure(name, options)))
  } else {
    let best = Machine.bestProduct()
    let measurements = try options.networks.map { name in
      FileHandle.standardError.write(Data("\(name)\n".utf8))
      return try measureApart(name)
    }
    let threads = Parallel.threads == 1 ? "one thread" : "\(Parallel.threads) threads"
    print("\(Machine.name), \(InstructionSet.current), \(threads), batch \(options.batch),")
    print("best sgemm \(Int(best * 1e-9)) GFLOP/s\n")
    print(Summary(batch: options.batch, measurements: measurements, bestProduct: best).markdown)
  }
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(1)
}
