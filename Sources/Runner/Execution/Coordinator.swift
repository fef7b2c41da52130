import Files
import Foundation
import Specification

/// One run of a plan on this machine: hands stages to workers and watches over them.
///
/// All of it happens on the thread that calls `run`; nothing of it has to survive, for a new run
/// finds everything in the store.
final class Coordinator {
  let plan: Plan
  let store: Store
  let command: WorkerCommand
  let options: LocalExecutor.Options
  let stop: StopSwitch
  let report: (RunEvent) -> Void
  let slots: [WorkerSlot]
  let start = Monotonic.seconds
  /// The bytes that stages running together may need by their estimates.
  let memoryLimit: Int

  var schedule: Schedule
  /// Stages that another process computes.
  var waiting: [StageKey: WaitingStage] = [:]
  /// How many attempts at a stage have failed.
  var failedAttempts: [StageKey: Int] = [:]
  /// How often an artefact was found damaged.
  var damages: [StageKey: Int] = [:]
  /// Pulses of claims whose owners are taken for dead.
  var deadPulses: [StageKey: String] = [:]
  var workersThatDidNotStart = 0
  var halt: RunResult.Halt?
  /// When a run that is being stopped ends whatever still runs.
  var deadline: Double?
  /// The level of the stop switch that has been acted upon.
  var stopLevel = 0
  var workspace: Workspace?
  var estimate: RunEstimate

  init(
    _ plan: Plan, _ store: Store, _ command: WorkerCommand, _ options: LocalExecutor.Options,
    _ stop: StopSwitch, _ report: @escaping (RunEvent) -> Void
  ) {
    self.plan = plan
    self.store = store
    self.command = command
    self.options = options
    self.stop = stop
    self.report = report
    memoryLimit = options.memory ?? MachineMemory.free
    slots = (0..<max(1, options.jobs)).map(WorkerSlot.init)
    schedule = Schedule(plan, missing: [], paths: [:])
    estimate = RunEstimate(plan, store.durations())
  }

  func emit(_ kind: RunEvent.Kind) { report(RunEvent(time: Monotonic.seconds - start, kind)) }

  func run() -> RunResult {
    signal(SIGPIPE, SIG_IGN)
    // What is found stored now has to stay.
    let registration = Result { try RunRegistration(plan.stages.map(\.key), in: store) }
    let missing = findMissing()
    schedule = Schedule(
      plan, missing: missing, paths: plan.longestPaths(seconds: estimate.seconds))
    emit(
      .began(
        RunOverview(
          stages: plan.stages.count, cached: plan.stages.count - missing.count,
          missing: missing.count, jobs: slots.count)))
    dropSpentCheckpoints(missing)
    if !missing.isEmpty { prepare(missing, registration) }
    var last = Monotonic.seconds
    while schedule.unsettled > 0, !isOver {
      assign()
      if schedule.unsettled == 0 { break }
      wait(seconds: 0.1)
      last = excuseSuspension(since: last)
      checkStop()
      checkLimits()
      checkWaiting()
      emit(.tick(secondsLeft: estimate.secondsLeft(schedule, slots, now: last)))
    }
    return withExtendedLifetime(registration) { end() }
  }

  /// Whether a run that was stopped has nothing more in hand.
  private var isOver: Bool { halt != nil && slots.allSatisfy { $0.running == nil } }

  /// The stages to compute; damaged ones are removed and said.
  private func findMissing() -> Set<StageKey> {
    plan.missing { key in
      do throws(DamagedArtefact) {
        guard let artefact = try store.artefact(key) else { return false }
        store.markUsed(key)
        if let stage = plan[key] { store.restoreSpecification(of: stage, in: artefact) }
        return true
      } catch {
        emit(.message(error.consequence))
        store.remove(key)
        return false
      }
    }
  }

  /// Removes the checkpoints of stored stages: a worker may have been killed between the two.
  private func dropSpentCheckpoints(_ missing: Set<StageKey>) {
    for key in store.checkpointKeys() where plan[key] != nil && !missing.contains(key) {
      if store.contains(key) { FileSystem.remove(store.checkpointFolder(of: key)) }
    }
  }

  /// Makes sure that the store can be written, and that nobody cleans it under this run.
  private func prepare(
    _ missing: Set<StageKey>, _ registration: Result<RunRegistration, any Error>
  ) {
    if let trouble = store.trouble() { return endEarly(.trouble("\(trouble)")) }
    do {
      _ = try registration.get()
      Workspace.collectDead(in: store)
      workspace = try Workspace(in: store)
    } catch {
      return endEarly(.trouble(explanation(of: error)))
    }
    guard !options.retriesFinalFailures else { return }
    for stage in plan.stages where missing.contains(stage.key) {
      guard let failure = store.failure(of: stage.key), failure.isFinal else { continue }
      settle(stage.key, .failed(failure))
    }
  }

  /// What is wrong when the store or a worker refuses: the store's trouble, if that is the reason.
  func explanation(of error: any Error) -> String {
    let trouble = StoreTrouble(error, root: store.root) ?? store.trouble()
    return trouble.map(\.description) ?? "\(error)"
  }

  /// Settles a stage and tells what became of it and of those that depend on it.
  func settle(_ key: StageKey, _ outcome: StageOutcome) {
    for (stage, outcome) in schedule.settle(key, outcome) { emit(.finished(stage, outcome)) }
    if case .failed = outcome, options.failFast { endEarly(.failure(of: key)) }
  }

  /// Starts nothing more, and asks what runs to finish or to leave a checkpoint.
  func endEarly(_ reason: RunResult.Halt) {
    guard halt == nil else { return }
    halt = reason
    if case .trouble(let message) = reason { emit(.message(message)) }
    emit(.stopping(atOnce: false))
    deadline = Monotonic.seconds + options.grace
    for slot in slots where slot.running != nil { slot.process?.send(.stop) }
  }

  private func end() -> RunResult {
    for (stage, outcome) in schedule.stopRest() { emit(.finished(stage, outcome)) }
    dismissWorkers()
    workspace?.remove()
    var outcomes: [StageKey: StageOutcome] = [:]
    for stage in plan.stages {
      switch schedule.states[stage.key] {
      case .settled(let outcome): outcomes[stage.key] = outcome
      default:
        let isThere = FileSystem.exists(store.folder(of: stage.key))
        outcomes[stage.key] = isThere ? .cached : .unneeded
      }
    }
    let result = RunResult(outcomes: outcomes, halt: halt)
    emit(.ended(result))
    return result
  }
}

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

/// A stage that another process computes.
struct WaitingStage {
  var standing: Claim.Standing
  /// When the owner's pulse was last seen to change, by the monotonic clock.
  var pulseTime: Double
}

extension Coordinator {
  /// Lets another process compute a stage, and looks at it from time to time.
  func wait(for stage: Stage, _ standing: Claim.Standing, now: Double) {
    if waiting[stage.key] == nil { emit(.waiting(stage, owner: standing.owner)) }
    waiting[stage.key] = WaitingStage(standing: standing, pulseTime: now)
  }

  /// Takes over what others have stored, and what they have given up.
  func checkWaiting() {
    let now = Monotonic.seconds
    for (key, known) in waiting.sorted(by: { $0.key < $1.key }) {
      if store.contains(key) {
        waiting[key] = nil
        settle(key, .cached)
      } else if halt != nil {
        waiting[key] = nil
        settle(key, .stopped)
      } else if let standing = Claim.standing(of: key, in: store) {
        if standing != known.standing {
          waiting[key] = WaitingStage(standing: standing, pulseTime: now)
        } else if standing.pulse != nil, now - known.pulseTime > options.pulseLimit {
          waiting[key] = nil
          deadPulses[key] = standing.pulse
          schedule.putBack(key)
        }
      } else {
        waiting[key] = nil
        schedule.putBack(key)
      }
    }
  }
}
