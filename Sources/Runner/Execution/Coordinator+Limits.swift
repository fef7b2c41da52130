import Foundation
import Specification

extension Coordinator {
  /// Acts upon the stop switch.
  func checkStop() {
    guard stop.level > stopLevel else { return }
    stop.acknowledge()
    stopLevel = stop.level
    endEarly(.requested)
    if stop.signalNumber == SIGTERM {
      deadline = min(deadline ?? .infinity, Monotonic.seconds + StopSwitch.grace)
    }
    guard stopLevel > 1 else { return }
    emit(.stopping(atOnce: true))
    for slot in slots { end(slot, .stopped) }
  }

  /// Ends workers that take too long, are frozen or stuck, or hold up a run that is being stopped.
  func checkLimits() {
    let now = Monotonic.seconds
    for slot in slots {
      guard let running = slot.running, running.verdict == nil else { continue }
      if let timeout = options.timeout, now - running.start > timeout {
        end(slot, .failed("it took longer than the time limit of \(Self.text(timeout)) s"))
      } else if now - running.lastReport > options.silenceLimit {
        end(
          slot, .failed("its worker gave no sign of life for \(Self.text(options.silenceLimit)) s"))
      } else if now - running.lastActivity > idleLimit(of: running.stage) {
        end(
          slot,
          .failed(
            "its worker was stuck: no progress for \(Self.text(idleLimit(of: running.stage))) s"))
      } else if let deadline, now > deadline {
        end(slot, .stopped)
      }
    }
  }

  /// How long a stage may go on without progress: long stages may have long steps.
  private func idleLimit(of stage: Stage) -> Double {
    max(options.idleLimit, (10 * estimate.seconds(stage)).rounded())
  }

  /// After this process itself was suspended, its workers were too, or could not be heard: the time
  /// does not count.
  ///
  /// - Returns: The time now.
  func excuseSuspension(since last: Double) -> Double {
    let now = Monotonic.seconds
    let gap = now - last
    guard gap > 5 else { return now }
    for slot in slots {
      slot.running?.start += gap
      slot.running?.lastReport = now
      slot.running?.lastActivity += gap
    }
    if let deadline { self.deadline = deadline + gap }
    return now
  }

  private func end(_ slot: WorkerSlot, _ verdict: WorkerSlot.Verdict) {
    guard slot.running != nil else { return }
    slot.running?.verdict = verdict
    slot.process?.kill()
  }

  private static func text(_ seconds: Double) -> String { JSON.number(seconds).canonical }
}
