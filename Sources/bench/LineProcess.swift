import Foundation

/// A program that answers each line of its standard input with a line, and the end of the input with
/// a last one.
final class LineProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// The path of this program.
  static var ourselves: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
  }

  /// Starts a program; `environment` is added to this one's.
  init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// The answer to a line, as the numbers in it.
  func numbers(answering line: String) throws -> [Double] {
    input.fileHandleForWriting.write(Data((line + "\n").utf8))
    guard let answer = nextLine() else {
      let command = [process.executableURL?.path ?? ""] + (process.arguments ?? [])
      throw BenchmarkError("\(command.joined(separator: " ")) stopped without an answer")
    }
    return Self.numbers(in: answer)
  }

  /// Ends the process; the numbers of its last line.
  func finish() -> [Double] {
    try? input.fileHandleForWriting.close()
    let last = nextLine() ?? ""
    process.waitUntilExit()
    return Self.numbers(in: last)
  }

  private static func numbers(in line: String) -> [Double] {
    line.split(separator: " ").compactMap { Double($0) }
  }

  private func nextLine() -> String? {
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
