import Foundation
import Synchronization

/// What a worker has been asked by signals or by its coordinator.
enum WorkerSignals {
  /// Whether to stop at the next checkpoint.
  static let stop = Atomic<Bool>(false)
  /// Whether the process itself should end after its stage.
  static let terminate = Atomic<Bool>(false)
  /// Whether no stage is under way.
  static let isIdle = Atomic<Bool>(true)

  /// Ctrl-C reaches the whole group and is the coordinator's to decide; SIGTERM to the worker itself
  /// stops its stage at a checkpoint, and ends it after 20 seconds. A broken pipe or a file size limit is an error code.
  static func install() {
    _ = stop.load(ordering: .relaxed)
    _ = terminate.load(ordering: .relaxed)
    _ = isIdle.load(ordering: .relaxed)
    signal(SIGALRM) { _ in _exit(3) }
    for number in [SIGINT, SIGHUP, SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    signal(SIGTERM) { _ in
      let code = errno
      defer { errno = code }
      // A stage that is stuck finds no checkpoint.
      alarm(20)
      if WorkerSignals.isIdle.load(ordering: .sequentiallyConsistent) { _exit(0) }
      WorkerSignals.terminate.store(true, ordering: .sequentiallyConsistent)
      WorkerSignals.stop.store(true, ordering: .sequentiallyConsistent)
    }
  }
}
