/// A place for a worker, with what it is doing.
final class WorkerSlot {
  /// A stage that a worker has in hand.
  struct Running {
    let stage: Stage
    let attempt: Int
    /// All times are those of the monotonic clock.
    var start: Double
    var lastReport: Double
    var lastActivity: Double
    /// What the worker last said it had done, in units of its own.
    var work = 0
    var fraction = 0.0
    /// Why the coordinator has killed the worker.
    var verdict: Verdict?
  }

  /// Why a coordinator kills a worker.
  enum Verdict {
    /// The stage has failed for this reason.
    case failed(String)
    /// The run is ending.
    case stopped
  }

  /// The number that events carry, from 0.
  let number: Int
  /// The process, once there is one.
  var process: WorkerProcess?
  /// Whether the process has reported at all.
  var hasReported = false
  /// Whether the process is about to end.
  var isLeaving = false
  /// The stage in hand.
  var running: Running?

  init(number: Int) { self.number = number }

  /// The seconds that the stage in hand is expected to need still.
  func secondsLeft(expected: Double, now: Double) -> Double {
    guard let running else { return 0 }
    let elapsed = now - running.start
    guard running.fraction > 0.02 else { return max(expected - elapsed, expected / 10) }
    return elapsed * (1 - running.fraction) / running.fraction
  }
}
