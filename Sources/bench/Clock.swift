import Foundation

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
