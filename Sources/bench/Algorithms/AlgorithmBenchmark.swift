import Files
import Foundation
import Numerics

/// `bench algorithms [--parts reduction,clustering] [--tasks 3] [--rounds 3] [--size full|small]`:
/// times reductions and clusterings in turn with scikit-learn's and openTSNE's, where `PEER_PYTHON`
/// names a Python that has them.
struct AlgorithmBenchmark {
  private var parts = AlgorithmTask.Part.allCases
  private var rounds = 3
  private var isSmall = false
  /// The tasks to do, by their numbers from 0; nil does all.
  private var chosen: [Int]?
  /// Do one task in this process, with samples at this path.
  private var only: (task: Int, samples: String)?

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value") }
      switch option {
      case "--parts": parts = try value.split(separator: ",").map { try Self.part(String($0)) }
      case "--tasks": chosen = try value.split(separator: ",").map { try Self.number($0, option) }
      case "--rounds": rounds = max(1, try Self.number(value[...], option))
      case "--size": isSmall = value == "small"
      case "--samples": only = (chosen?.first ?? 0, value)
      default: throw BenchmarkError("there is no option \(option)")
      }
    }
  }

  private static func part(_ name: String) throws -> AlgorithmTask.Part {
    guard let part = AlgorithmTask.Part(rawValue: name) else {
      let names = AlgorithmTask.Part.allCases.map(\.rawValue).joined(separator: ", ")
      throw BenchmarkError("there is no part \(name); there are \(names)")
    }
    return part
  }

  private static func number(_ text: Substring, _ option: String) throws -> Int {
    guard let number = Int(text), number >= 0 else {
      throw BenchmarkError("\(option) needs a number")
    }
    return number
  }

  private var tasks: [(index: Int, task: AlgorithmTask)] {
    AlgorithmTask.all(isSmall: isSmall).enumerated()
      .filter { parts.contains($0.element.part) && chosen?.contains($0.offset) != false }
      .map { ($0.offset, $0.element) }
  }

  /// Measures and prints a table, or answers a process that does so.
  func run() throws {
    if let only { return try answer(only.task, samples: only.samples) }
    let python = ProcessInfo.processInfo.environment["PEER_PYTHON"] ?? ""
    print(AlgorithmMeasurement.heading)
    for (index, task) in tasks {
      print(try measure(task, index, python: python).line)
    }
  }

  /// One task, ours and the peers' in turn, each in a process of its own.
  private func measure(
    _ task: AlgorithmTask, _ index: Int, python: String
  ) throws -> AlgorithmMeasurement {
    let path = NSTemporaryDirectory() + "/bench-\(ProcessInfo.processInfo.processIdentifier).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let samples = task.samples()
    try NPYFile.write(samples.elements, shape: [samples.rows, samples.columns], to: path)
    let own = try TimedProcess(
      LineProcess.ourselves,
      [
        "algorithms", "--size", isSmall ? "small" : "full", "--tasks", "\(index)", "--samples",
        path,
      ])
    let peers =
      try python.isEmpty
      ? []
      : task.peers.map {
        try TimedProcess(python, ["Tests/Peers/sklearn_algorithms.py", $0, path])
      }
    for _ in 0..<rounds { for process in [own] + peers { try process.runOnce() } }
    return AlgorithmMeasurement(
      task: task, own: own.finish(),
      peers: zip(task.peers, peers).map { name, peer in (name, peer.finish()) })
  }

  /// Runs a task for every line of the input.
  private func answer(_ index: Int, samples path: String) throws {
    let task = AlgorithmTask.all(isSmall: isSmall)[index]
    let array = try NPYFile(path: path).floats()
    guard let samples = Matrix(rows: task.rows, columns: task.columns, elements: array) else {
      throw BenchmarkError("\(path) holds other samples than \(task.name) needs")
    }
    while readLine() != nil {
      let start = Clock.processor.seconds
      let quality = try task.run(samples)
      let seconds = Clock.processor.seconds - start
      FileHandle.standardOutput.write(Data("\(seconds) \(quality)\n".utf8))
    }
    FileHandle.standardOutput.write(Data("\(Machine.peakKilobytes)\n".utf8))
  }
}
