import Foundation

/// The log of a stage, to which a worker's standard error goes while it computes the stage.
struct WorkerLog {
  private let path: String
  private let emptySize: off_t
  private let isFirst: Bool

  /// Sends standard error, and what is printed by mistake, to the log of the stage.
  init(of stage: Stage, attempt: Int, in store: Store) {
    path = store.logPath(of: stage.key)
    mkdir((path as NSString).deletingLastPathComponent, 0o777)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      emptySize = -1
      isFirst = false
      return
    }
    isFirst = FileSystem.status(path)?.st_size == 0
    let header = "--- \(stage.title): attempt \(attempt), \(Owner.current)\n"
    Self.write(header, to: descriptor)
    emptySize = FileSystem.status(path)?.st_size ?? -1
    dup2(descriptor, STDERR_FILENO)
    dup2(descriptor, STDOUT_FILENO)
    close(descriptor)
  }

  /// Ends the log; one that tells nothing is removed.
  func end(_ result: AttemptResult) {
    fflush(nil)
    if case .failed(let reason, _) = result { Self.write("failed: \(reason)\n", to: STDERR_FILENO) }
    if isFirst, FileSystem.status(path)?.st_size == emptySize { unlink(path) }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
  }
}
