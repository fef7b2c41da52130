import Foundation
import Synchronization

/// The way from a worker to its coordinator: the standard output it was started with.
///
/// The process's own standard output becomes its standard error, so that a stray `print` ends up in
/// the log and not among the reports.
final class WorkerOutlet: Sendable {
  private let descriptor: Mutex<Int32>

  /// Takes over the standard output.
  init() {
    descriptor = Mutex(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3))
    dup2(STDERR_FILENO, STDOUT_FILENO)
  }

  /// Sends a report, whole. A coordinator that has gone does not hear it.
  func send(_ report: WorkerReport) {
    let bytes = Array((report.line + "\n").utf8)
    descriptor.withLock { descriptor in
      var start = 0
      while start < bytes.count {
        let count = bytes.withUnsafeBytes {
          write(descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start)
        }
        if count > 0 {
          start += count
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
