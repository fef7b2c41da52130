import Specification

/// Every event but the ticks as JSON lines, for `--events FILE`.
public final class EventLog {
  private let write: (String) -> Void

  /// Lines, each handed to `write` with its end.
  public init(write: @escaping (String) -> Void) { self.write = write }

  /// Writes an event.
  public func receive(_ event: RunEvent) {
    if case .tick = event.kind { return }
    write(event.json.canonical + "\n")
  }
}
