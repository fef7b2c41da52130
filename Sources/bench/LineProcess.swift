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

/// A process that does the same once for every line it reads, and answers each with the seconds of
/// computing and the quality of the result; at the end of the input, with its most memory in kilobytes.
final class TimedProcess {
  private let process: LineProcess
  private var seconds: [Double] = []
  private var quality = Double.nan

  /// What a process did.
  struct Outcome {
    /// The median of its times.
    let seconds: Double
    /// The quality of its last result.
    let quality: Double
    let peakKilobytes: Int
  }

  /// Starts a program with libraries limited to one thread, as workers are.
  init(_ program: String, _ arguments: [String]) throws {
    var environment: [String: String] = [:]
    for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"] {
      environment[name] = "1"
    }
    process = try LineProcess(program, arguments, environment: environment)
  }

  /// Has it done once more.
  func runOnce() throws {
    let numbers = try process.numbers(answering: "")
    guard numbers.count == 2 else {
      throw BenchmarkError("a task answered without the seconds it took and its result")
    }
    seconds.append(numbers[0])
    quality = numbers[1]
  }

  /// Ends the process.
  func finish() -> Outcome {
    let peak = process.finish().first.flatMap { Int(exactly: $0) } ?? 0
    return Outcome(seconds: seconds.median, quality: quality, peakKilobytes: peak)
  }
}

/// What time is measured by.
enum Clock: String {
  /// The seconds that this process computed: other work on the machine does not count.
  case processor
  /// The seconds that went by.
  case wall

  var seconds: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
