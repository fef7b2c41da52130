/// Progress as timestamped lines, for logs and pipes.
public final class PlainProgress {
  private let time: () -> String
  private let write: (String) -> Void
  private var summary = RunSummary()

  /// Lines with the time of day in front, each handed to `write` with its end.
  public init(time: @escaping () -> String, write: @escaping (String) -> Void) {
    self.time = time
    self.write = write
  }

  /// Shows an event.
  public func receive(_ event: RunEvent) {
    summary.receive(event)
    switch event.kind {
    case .began(let overview):
      say(
        "\(overview.stages) stages, \(overview.cached) cached, \(overview.missing) to compute "
          + "with \(overview.jobs) \(overview.jobs == 1 ? "worker" : "workers")")
    case .started(let stage, _, let attempt):
      say("\(stage.title): started" + (attempt > 1 ? ", attempt \(attempt)" : ""))
    case .progress(let stage, _, .note(let text)): say("\(stage.title): \(text)")
    case .progress, .tick: break
    case .waiting(let stage, let owner): say("\(stage.title): computed by \(owner), waiting")
    case .retrying(let stage, let reason): say("\(stage.title): \(reason); trying again")
    case .finished(let stage, let outcome):
      guard let text = ProgressText.outcome(outcome) else { return }
      say("\(stage.title): \(text) (\(summary.done)/\(summary.stages))")
    case .message(let text): say(text)
    case .stopping(let atOnce): say(ProgressText.stopping(atOnce: atOnce))
    case .ended: say("\(summary.counts), after \(ProgressText.duration(event.time))")
    }
  }

  private func say(_ text: String) { write("\(time()) \(text)\n") }
}
