import Foundation

/// A program that trains one network a few steps at a time, when it is told to.
///
/// It reads numbers of steps from its standard input, one a line, and answers each with the seconds
/// they took. At the end of the input it writes the most memory it held, in kilobytes, and, where it
/// counts them, the allocations of a step.
final class TrainingProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// Starts a program; `environment` is added to this one's.
  init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// The seconds that so many steps take.
  func seconds(forSteps steps: Int) throws -> Double {
    input.fileHandleForWriting.write(Data("\(steps)\n".utf8))
    guard let line = readLine(), let seconds = Double(line) else {
      let command = ([process.executableURL?.path ?? ""] + (process.arguments ?? []))
      throw BenchmarkError("\(command.joined(separator: " ")) stopped without an answer")
    }
    return seconds
  }

  /// Ends the process.
  func finish() -> (kilobytes: Int, allocationsPerStep: Double?) {
    try? input.fileHandleForWriting.close()
    let answer = (readLine() ?? "").split(separator: " ")
    process.waitUntilExit()
    return (
      answer.first.flatMap { Int($0) } ?? 0, answer.dropFirst().first.flatMap { Double($0) }
    )
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
