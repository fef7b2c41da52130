import Foundation
import Specification

/// Progress as timestamped lines, for logs and pipes.
public final class PlainProgress {
  private let time: () -> String
  private let write: (String) -> Void
  private var summary = RunSummary()
  /// When it was last said how planning goes.
  private var lastPreparation = 0.0
  /// The seconds between two lines of that.
  private static let pause = 5.0

  /// Lines with the time of day in front, each handed to `write` with its end.
  public init(time: @escaping () -> String, write: @escaping (String) -> Void) {
    self.time = time
    self.write = write
  }

  /// Shows an event.
  public func receive(_ event: RunEvent) {
    summary.receive(event)
    switch event.kind {
    case .preparing(let what, let done, let total):
      guard event.time >= lastPreparation + Self.pause else { break }
      lastPreparation = event.time
      say("\(what): \(done) of \(total)")
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

/// How progress is put into words.
package enum ProgressText {
  /// A duration: "0.4 s", "45 s", "3 min 20 s", "2 h 05 min".
  package static func duration(_ seconds: Double) -> String {
    guard seconds >= 9.95 else { return String(format: "%.1f s", max(0, seconds)) }
    let whole = Int(min(seconds, 1e9).rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h " + String(format: "%02d min", whole % 3600 / 60)
    }
  }

  /// What a runner reported: "epoch 12/30, loss 0.0231".
  package static func progress(_ event: StageEvent) -> String {
    switch event {
    case .epoch(let done, let total, let loss):
      "epoch \(done)/\(total)" + (loss.map { String(format: ", loss %.4g", $0) } ?? "")
    case .step(let done, let total): "\(done)/\(total)"
    case .note(let text): text
    }
  }

  /// How a stage ended, for a line of its own; nil for what needs none.
  package static func outcome(_ outcome: StageOutcome) -> String? {
    switch outcome {
    case .cached: "done by another run"
    case .computed(let cost): "done in \(duration(cost.seconds))"
    case .failed(let failure): "failed: \(failure.reason) (log: \(failure.log))"
    case .skipped(let cause): "skipped, because it depends on \(cause.short)"
    case .stopped: "stopped"
    case .unneeded: nil
    }
  }

  /// What is said when a run is being stopped.
  package static func stopping(atOnce: Bool) -> String {
    atOnce
      ? "stopping at once"
      : "stopping: short stages finish, trainings leave a checkpoint; interrupt again to end now"
  }
}
