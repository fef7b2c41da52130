import Files
import Foundation

extension Coordinator {
  /// Gives every free worker a stage, the most urgent first; starts workers as they are needed.
  func assign() {
    guard halt == nil else { return }
    for slot in slots where slot.running == nil && !slot.isLeaving {
      let taken = slots.reduce(0) { $0 + ($1.running?.stage.cost.memory ?? 0) }
      let isAlone = slots.allSatisfy { $0.running == nil }
      let stage = schedule.take { isAlone || taken + $0.cost.memory <= memoryLimit }
      guard let stage else { return }
      guard let process = process(in: slot) else {
        schedule.putBack(stage.key)
        return
      }
      let now = Monotonic.seconds
      let attempt = (failedAttempts[stage.key] ?? 0) + 1
      slot.running = WorkerSlot.Running(
        stage: stage, attempt: attempt, start: now, lastReport: now, lastActivity: now)
      process.send(
        .run(
          WorkerOrder.Assignment(
            stage: stage, store: store.root, attempt: attempt,
            deadPulse: deadPulses.removeValue(forKey: stage.key))))
      emit(.started(stage, worker: slot.number, attempt: attempt))
    }
  }

  private func process(in slot: WorkerSlot) -> WorkerProcess? {
    if let process = slot.process { return process }
    do throws(WorkerError) {
      slot.hasReported = false
      slot.process = try WorkerProcess(
        command, threads: options.threads, errorPath: errorPath(of: slot))
    } catch {
      endEarly(.trouble(explanation(of: error)))
    }
    return slot.process
  }

  private func errorPath(of slot: WorkerSlot) -> String {
    (workspace?.folder ?? store.root) + "/worker-\(slot.number).log"
  }

  /// Waits for reports, at most so long, and acts upon them.
  func wait(seconds: Double) {
    let active = slots.filter { $0.process != nil }
    var polled = active.map {
      pollfd(fd: $0.process?.reports ?? -1, events: Int16(POLLIN), revents: 0)
    }
    polled.append(pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0))
    guard poll(&polled, nfds_t(polled.count), Int32(seconds * 1000)) > 0 else { return }
    for (slot, state) in zip(active, polled) where state.revents != 0 { receive(from: slot) }
  }

  private func receive(from slot: WorkerSlot) {
    guard let (reports, isOpen) = slot.process?.receive() else { return }
    for report in reports { take(report, from: slot) }
    if !isOpen { bury(slot) }
  }

  private func take(_ report: WorkerReport, from slot: WorkerSlot) {
    let now = Monotonic.seconds
    slot.hasReported = true
    slot.running?.lastReport = now
    switch report {
    case .ready: workersThatDidNotStart = 0
    case .alive(let work):
      guard let running = slot.running, work != running.work else { return }
      slot.running?.lastActivity = now
      slot.running?.work = work
    case .progress(let event):
      guard let stage = slot.running?.stage else { return }
      slot.running?.lastActivity = now
      if let fraction = event.fraction { slot.running?.fraction = fraction }
      emit(.progress(stage, worker: slot.number, event))
    case .ended(let result):
      guard let running = slot.running else { return }
      slot.running = nil
      if result == .stopped {
        // It was asked to leave, by this run or by somebody else, and takes no other stage.
        slot.isLeaving = true
        slot.process?.hangUp()
      }
      take(result, of: running.stage)
    }
  }

  private func take(_ result: AttemptResult, of stage: Stage) {
    switch result {
    case .stored(let cost):
      estimate.learn(stage, cost)
      settle(stage.key, .computed(cost))
    case .found: settle(stage.key, .cached)
    case .busy(let standing): wait(for: stage, standing, now: Monotonic.seconds)
    case .damaged(let damage): recompute(damage, neededBy: stage)
    case .stopped: leave(stage)
    case .failed(let reason, let isFinal): fail(stage, reason, isFinal: isFinal)
    case .trouble(let reason):
      schedule.putBack(stage.key)
      endEarly(.trouble(reason))
    }
  }

  /// A stage was left unfinished: by request, or because somebody ended its worker kindly.
  private func leave(_ stage: Stage) {
    if halt != nil { settle(stage.key, .stopped) } else { schedule.putBack(stage.key) }
  }

  /// An attempt has failed: another one follows, or the stage has.
  private func fail(_ stage: Stage, _ reason: String, isFinal: Bool) {
    let count = (failedAttempts[stage.key] ?? 0) + 1
    failedAttempts[stage.key] = count
    if !isFinal, count <= options.retries {
      guard halt == nil else { return settle(stage.key, .stopped) }
      emit(.retrying(stage, reason: reason))
      schedule.putBack(stage.key)
      return
    }
    let failure = FailureRecord(
      reason: reason, attempts: count, log: store.logPath(of: stage.key), isFinal: isFinal)
    do {
      try store.record(failure, of: stage.key)
    } catch {
      endEarly(.trouble(explanation(of: error)))
    }
    settle(stage.key, .failed(failure))
  }

  /// An input was damaged: it is computed again, and then the stage that needs it.
  private func recompute(_ damage: DamagedArtefact, neededBy stage: Stage) {
    let count = (damages[damage.key] ?? 0) + 1
    damages[damage.key] = count
    guard count <= 3, plan[damage.key] != nil else {
      return fail(stage, "its input is damaged again and again: \(damage)", isFinal: false)
    }
    emit(.message(damage.consequence))
    schedule.reopen(damage.key, isStored: store.contains)
    schedule.putBack(stage.key)
  }

  /// A worker has died.
  private func bury(_ slot: WorkerSlot) {
    guard let process = slot.process else { return }
    process.kill()
    let end = process.wait()
    slot.process = nil
    slot.isLeaving = false
    let running = slot.running
    slot.running = nil
    guard slot.hasReported else { return missWorker(slot, end, running) }
    guard let running else { return }
    switch running.verdict {
    case .stopped: settle(running.stage.key, .stopped)
    case .failed(let reason): fail(running.stage, reason, isFinal: false)
    case nil:
      let last = LogTail.lastLine(of: store.logPath(of: running.stage.key))
      fail(running.stage, end + (last.map { ": \($0)" } ?? ""), isFinal: false)
    }
  }

  /// A worker has died before it said a word: the program itself may not run here.
  private func missWorker(_ slot: WorkerSlot, _ end: String, _ running: WorkerSlot.Running?) {
    if let running { leave(running.stage) }
    workersThatDidNotStart += 1
    guard workersThatDidNotStart >= 3 else { return }
    let last = LogTail.lastLine(of: errorPath(of: slot)) ?? end
    endEarly(.trouble("workers do not start (\(command.executable)): \(last)"))
  }

  /// Ends the workers: idle ones leave by themselves when their orders end.
  func dismissWorkers() {
    let limit = Monotonic.seconds + 2
    for slot in slots {
      if slot.running != nil { slot.process?.kill() }
      slot.process?.hangUp()
    }
    for slot in slots {
      guard let process = slot.process else { continue }
      var polled = pollfd(fd: process.reports, events: Int16(POLLIN), revents: 0)
      while Monotonic.seconds < limit {
        polled.revents = 0
        poll(&polled, 1, 100)
        if polled.revents != 0, !process.receive().isOpen { break }
      }
      process.kill()
      _ = process.wait()
      slot.process = nil
    }
  }
}

/// A place for a worker, with what it is doing.
final class WorkerSlot {
  /// A stage that a worker has in hand.
  struct Running {
    let stage: Stage
    let attempt: Int
    /// All times are those of the monotonic clock.
    var start: Double
    var lastReport: Double
    var lastActivity: Double
    /// What the worker last said it had done, in units of its own.
    var work = 0
    var fraction = 0.0
    /// Why the coordinator has killed the worker.
    var verdict: Verdict?
  }

  /// Why a coordinator kills a worker.
  enum Verdict {
    /// The stage has failed for this reason.
    case failed(String)
    /// The run is ending.
    case stopped
  }

  /// The number that events carry, from 0.
  let number: Int
  /// The process, once there is one.
  var process: WorkerProcess?
  /// Whether the process has reported at all.
  var hasReported = false
  /// Whether the process is about to end.
  var isLeaving = false
  /// The stage in hand.
  var running: Running?

  init(number: Int) { self.number = number }

  /// The seconds that the stage in hand is expected to need still.
  func secondsLeft(expected: Double, now: Double) -> Double {
    guard let running else { return 0 }
    let elapsed = now - running.start
    guard running.fraction > 0.02 else { return max(expected - elapsed, expected / 10) }
    return elapsed * (1 - running.fraction) / running.fraction
  }
}

/// The end of a log, for messages.
enum LogTail {
  /// The last line that says something and is no header; at most 300 characters.
  static func lastLine(of path: String) -> String? {
    guard let file = try? MappedFile(path: path) else { return nil }
    let text = file.withUnsafeBytes { String(decoding: $0.suffix(16384), as: UTF8.self) }
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    guard let last = lines.last, !last.hasPrefix("---") else { return nil }
    return String((lines.last { $0.contains("Fatal error") } ?? last).prefix(300))
  }
}
