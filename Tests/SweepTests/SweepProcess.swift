import Foundation

/// The program as a process, which a test may signal.
final class SweepProcess {
  /// How it ended.
  struct Ending {
    /// The exit code; of a process ended by a signal, the signal.
    let code: Int32
    /// What it printed.
    let output: String
    /// What it said beside that.
    let errors: String
  }

  private let process = Process()
  private let output: URL
  private let errors: URL

  /// Starts it in a folder, with limits in kilobytes by their letters for `ulimit`.
  init(
    program: String, _ arguments: [String], in folder: String, environment: [String: String],
    limits: [(letter: String, kilobytes: Int?)] = []
  ) throws {
    let tag = UUID().uuidString
    output = URL(fileURLWithPath: "\(folder)/.output-\(tag)")
    errors = URL(fileURLWithPath: "\(folder)/.errors-\(tag)")
    for file in [output, errors] {
      try Data().write(to: file)
    }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let set = limits.compactMap { limit in limit.kilobytes.map { "ulimit -\(limit.letter) \($0); " }
    }
    if !set.isEmpty {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments =
        ["-c", set.joined() + "exec \"$0\" \"$@\"", program] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  /// Whether it runs.
  var isRunning: Bool { process.isRunning }

  /// What it has said so far.
  var said: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// The process ids of its workers.
  var workers: [Int32] {
    let identifier = process.processIdentifier
    let path = "/proc/\(identifier)/task/\(identifier)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  func wait() throws -> Ending {
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
