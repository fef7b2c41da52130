/// Progress for `--quiet`: only what went wrong.
public final class QuietProgress {
  private let write: (String) -> Void

  /// Lines, each handed to `write` with its end.
  public init(write: @escaping (String) -> Void) { self.write = write }

  /// Shows an event, if it is about something that went wrong.
  public func receive(_ event: RunEvent) {
    switch event.kind {
    case .message(let text): write("\(text)\n")
    case .finished(let stage, .failed(let failure)):
      write("\(stage.title): failed: \(failure.reason) (log: \(failure.log))\n")
    default: break
    }
  }
}
