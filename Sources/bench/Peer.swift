import Foundation

/// PyTorch training the same network in a process of its own, a few steps at a time.
final class Peer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// Starts `Tests/Peers/torch_networks.py` with a Python that has torch.
  init(python: String, network: String, layout: String, batch: Int) throws {
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      "Tests/Peers/torch_networks.py", network, "--batch", "\(batch)", "--layout", layout,
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// The seconds that so many steps take.
  func seconds(forSteps steps: Int) throws -> Double {
    input.fileHandleForWriting.write(Data("\(steps)\n".utf8))
    guard let line = readLine(), let seconds = Double(line) else {
      throw BenchmarkError("the peer stopped without an answer")
    }
    return seconds
  }

  /// Ends the process; the most memory it held, in kilobytes.
  func finish() -> Int {
    try? input.fileHandleForWriting.close()
    let peak = readLine().flatMap { Int($0) } ?? 0
    process.waitUntilExit()
    return peak
  }

  private func readLine() -> String? {
    while !pending.contains(10) {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { return nil }
      pending += data
    }
    let end = pending.firstIndex(of: 10) ?? 0
    defer { pending.removeFirst(end + 1) }
    return String(decoding: pending[..<end], as: UTF8.self)
  }
}
