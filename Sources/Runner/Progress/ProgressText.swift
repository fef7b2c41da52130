import Foundation

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
