/// A program that trains one network a few steps at a time, when it is told to.
///
/// It reads numbers of steps, one a line, and answers each with the seconds they took. At the end of
/// the input it writes the most memory it held, in kilobytes, and, where it counts them, the
/// allocations of a step.
final class TrainingProcess {
  private let process: LineProcess

  /// Starts a program; `environment` is added to this one's.
  init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    process = try LineProcess(program, arguments, environment: environment)
  }

  /// The seconds that so many steps take.
  func seconds(forSteps steps: Int) throws -> Double {
    guard let seconds = try process.numbers(answering: "\(steps)").first else {
      throw BenchmarkError("a training answered without the seconds it took")
    }
    return seconds
  }

  /// Ends the process.
  func finish() -> (kilobytes: Int, allocationsPerStep: Double?) {
    let numbers = process.finish()
    return (numbers.first.flatMap { Int(exactly: $0) } ?? 0, numbers.dropFirst().first)
  }
}
