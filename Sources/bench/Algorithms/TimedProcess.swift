import Foundation

/// A process that does the same once for every line it reads, and answers each with the seconds of
/// computing and the quality of the result; at the end of the input, with its most memory in kilobytes.
final class TimedProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []
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

  /// This program.
  static let ourselves = "/proc/self/exe"

  /// Starts a program with libraries limited to one thread, as workers are.
  init(_ program: String, _ arguments: [String]) throws {
    let isOurs = program == Self.ourselves
    // The link of a virtual environment must not be followed: where it lies says what it has.
    let path = URL(fileURLWithPath: program)
    process.executableURL = isOurs ? path.resolvingSymlinksInPath() : path
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    var environment = ProcessInfo.processInfo.environment
    for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"] {
      environment[name] = "1"
    }
    if isOurs { environment["OPENBLAS_CORETYPE"] = "Haswell" }
    process.environment = environment
    try process.run()
  }

  /// Has it done once more.
  func runOnce() throws {
    input.fileHandleForWriting.write(Data("\n".utf8))
    let numbers = nextLine()?.split(separator: " ").compactMap { Double($0) } ?? []
    guard numbers.count == 2 else {
      throw BenchmarkError("\(process.arguments ?? []) stopped without an answer")
    }
    seconds.append(numbers[0])
    quality = numbers[1]
  }

  /// Ends the process.
  func finish() throws -> Outcome {
    try input.fileHandleForWriting.close()
    let peak = nextLine().flatMap { Int($0) } ?? 0
    process.waitUntilExit()
    return Outcome(seconds: seconds.median, quality: quality, peakKilobytes: peak)
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
