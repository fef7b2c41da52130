import Foundation
import FuzzTargets
import TestSupport

/// Reads one input after the other; ends when its time is over, or one went wrong.
struct FuzzWorker {
  private let work: (target: String, first: UInt64, seconds: Double, status: String)
  private let options: FuzzOptions

  /// An input may take so long, in seconds of processor time.
  static let slow = 5.0
  /// And so much memory beyond its size, in bytes.
  private static let memory = 200 << 20

  init(
    _ work: (target: String, first: UInt64, seconds: Double, status: String), _ options: FuzzOptions
  ) {
    self.work = work
    self.options = options
  }

  /// Reads inputs.
  ///
  /// - Returns: the exit code: 0, or 1 for an input at fault.
  func run() throws -> Int32 {
    guard let target = try FuzzTargets.all().first(where: { $0.name == work.target }) else {
      return 2
    }
    let status = FuzzStatus(work.status)
    let folder = try TemporaryFolder()
    var number = work.first
    status[.current] = number
    // What whole inputs take is no fault of the changed ones.
    for seed in target.seeds { _ = target.outcome(of: seed, in: folder) }
    let usual = Self.peak
    status[.isReady] = 1
    let end = Self.now(CLOCK_MONOTONIC) + work.seconds
    while Self.now(CLOCK_MONOTONIC) < end {
      let input = target.input(seed: options.seed, number: number)
      status[.current] = number
      let start = Self.now(CLOCK_PROCESS_CPUTIME_ID)
      let outcome = target.outcome(of: input, in: folder)
      status[.done] += 1
      if case .accepted = outcome { status[.accepted] += 1 }
      if case .silent = outcome { status[.fault] = 3 }
      if Self.now(CLOCK_PROCESS_CPUTIME_ID) - start > Self.slow { status[.fault] = 1 }
      if Self.peak > usual + input.count + Self.memory { status[.fault] = 2 }
      if status[.fault] != 0 { return 1 }
      number += 1
    }
    return 0
  }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The largest memory of the process so far, in bytes.
  private static var peak: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
