import Foundation

/// Waits for something that should come soon, so that no test waits for ever.
///
/// - Parameters:
///   - what: what is waited for, for the message.
///   - seconds: the longest it may take.
///   - holds: whether it has come.
/// - Throws: `WaitedInVain` when it does not come.
public func waitUntil(
  _ what: String = "it", seconds: Double = 120, _ holds: () -> Bool
) throws(WaitedInVain) {
  let end = Date(timeIntervalSinceNow: seconds)
  while !holds() {
    guard Date() < end else { throw WaitedInVain(what: what, seconds: seconds) }
    usleep(5000)
  }
}

/// Something did not come.
public struct WaitedInVain: Error, CustomStringConvertible {
  let what: String
  let seconds: Double

  /// What was waited for.
  public var description: String { "\(what) did not come within \(seconds) seconds" }
}
