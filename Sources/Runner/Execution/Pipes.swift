import Foundation
import Synchronization

/// Pipes that no process inherits by accident.
enum Pipes {
  /// The two ends.
  struct Ends {
    var reading: Int32
    var writing: Int32
  }

  private static let starting = Mutex<Void>(())

  /// Makes a pipe that programs started later do not inherit.
  ///
  /// - Throws: `POSIXError` when there are no descriptors left.
  static func make() throws(POSIXError) -> Ends {
    try starting.withLock { _ throws(POSIXError) in try unguarded() }
  }

  /// Makes two pipes and starts a process; meanwhile no other pipe is made here, so that none is
  /// inherited before it is marked as private.
  static func withTwo<Result, Failure: Error>(
    _ body: (Ends, Ends) throws(Failure) -> Result, else failure: (Int32) -> Failure
  ) throws(Failure) -> Result {
    try starting.withLock { _ throws(Failure) in
      let first: Ends
      let second: Ends
      do throws(POSIXError) {
        first = try unguarded()
        second = try unguarded()
      } catch {
        throw failure(error.code.rawValue)
      }
      return try body(first, second)
    }
  }

  private static func unguarded() throws(POSIXError) -> Ends {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Ends(reading: ends[0], writing: ends[1])
  }
}
