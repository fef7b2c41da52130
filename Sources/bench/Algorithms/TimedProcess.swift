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
