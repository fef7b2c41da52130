import Experiments
import Foundation
import Pipeline
import Runner

/// Follows a submission from anywhere that sees its store: reads what tasks tell, looks at the queue
/// from time to time, and goes on with it should nobody else do so.
public final class SubmissionFollower {
  private let submission: Submission
  private let controller: SlurmController
  private let report: (RunEvent) -> Void
  private let start = Monotonic.seconds
  /// The first round whose journals have not been read to the end.
  private var firstRound = 0
  private var rounds: [SlurmRound] = []
  /// How far each journal was read.
  private var offsets: [String: Int] = [:]
  /// The line of the display on which each running stage is shown.
  private var lines: [StageKey: Int] = [:]
  /// What was told to be settled: copies of a task may both tell of a stage.
  private var settled: Set<StageKey> = []
  private var estimate: SubmissionEstimate
  private var emptyLooks = 0
  /// Since when nothing runs and tasks wait.
  private var waitingSince: Double?
  private var hasToldOfWaiting = false
  /// A queue is only worth telling of when it takes so many seconds.
  private static let patience = 30.0

  /// A follower that tells what happens.
  public init(
    _ submission: Submission, with controller: SlurmController,
    report: @escaping (RunEvent) -> Void
  ) {
    self.submission = submission
    self.controller = controller
    self.report = report
    estimate = SubmissionEstimate(submission.order.site)
  }

  /// Follows until the submission has ended.
  ///
  /// - Parameters:
  ///   - stop: asks to follow no longer; the jobs go on.
  ///   - goOn: called when no job is left and the submission has not ended, as when its last job was
  ///     lost.
  /// - Returns: How it ended; nil when asked to follow no longer.
  /// - Throws: `SlurmError` when Slurm refuses to tell, and what `goOn` throws.
  public func follow(stop: StopSwitch, goOn: () throws -> Void) throws -> SubmissionEnd? {
    var next = Monotonic.seconds
    var secondsLeft: Double?
    while stop.level == 0 {
      if Monotonic.seconds >= next {
        readJournals()
        if let end = submission.end {
          // What was told between the two.
          readJournals()
          return end
        }
        try lookAtQueue(stop, goOn)
        secondsLeft = estimate.secondsLeft(now: Monotonic.seconds)
        next = Monotonic.seconds + Double(submission.order.site.poll)
      }
      emit(.tick(secondsLeft: secondsLeft))
      usleep(200_000)
    }
    return nil
  }

  private func emit(_ kind: RunEvent.Kind) {
    report(RunEvent(time: Monotonic.seconds - start, kind))
  }

  private func lookAtQueue(_ stop: StopSwitch, _ goOn: () throws -> Void) throws {
    let jobs: [SlurmController.Job]
    do throws(SlurmError) {
      jobs = try controller.jobs(named: submission.name)
    } catch {
      // An interrupt of the terminal reaches the command that asks, too.
      if stop.level > 0 { return }
      throw error
    }
    estimate.see(runningTasks: jobs.count { $0.state == "RUNNING" && !$0.isReport })
    emptyLooks = jobs.isEmpty ? emptyLooks + 1 : 0
    if emptyLooks >= 2 {
      emptyLooks = 0
      try goOn()
    }
    tellOfWaiting(jobs)
  }

  /// Tells once when for some time nothing runs and tasks wait.
  private func tellOfWaiting(_ jobs: [SlurmController.Job]) {
    let waiting = jobs.filter { $0.state == "PENDING" && $0.reason != "Dependency" }
    guard let first = waiting.first, jobs.allSatisfy({ $0.state == "PENDING" }) else {
      (waitingSince, hasToldOfWaiting) = (nil, false)
      return
    }
    let now = Monotonic.seconds
    let since = waitingSince ?? now
    waitingSince = since
    guard !hasToldOfWaiting, now - since >= Self.patience else { return }
    hasToldOfWaiting = true
    let count = waiting.reduce(0) { $0 + $1.count }
    let verb = count == 1 ? "task waits" : "tasks wait"
    emit(.message("\(count) \(verb) in the queue (\(first.reason))"))
  }

  private func readJournals() {
    findRounds()
    let latest = rounds.count - 1
    for (index, round) in rounds.enumerated().dropFirst(firstRound) {
      for task in round.tasks.indices {
        let path = round.journalPath(task)
        var offset = offsets[path] ?? 0
        for event in TaskJournal.read(path, from: &offset) { take(event) }
        offsets[path] = offset
      }
      // A round follows when all jobs of the one before have ended.
      if index < latest { firstRound = index + 1 }
    }
  }

  private func findRounds() {
    while let round = SlurmRound(in: submission.roundFolder(rounds.count + 1)) {
      rounds.append(round)
      estimate.begin(
        round.tasks.enumerated().map { (round.array(ofTask: $0)?.wave ?? 0, $1) },
        seconds: round.seconds)
      let missing = round.tasks.reduce(0) { $0 + $1.count }
      if round.tries.values.contains(where: { $0 > 0 }), rounds.count > 1 {
        emit(.message("\(missing) stages are tried again in \(round.tasks.count) tasks"))
      } else {
        emit(
          .began(
            RunOverview(
              stages: round.stages.count, cached: round.stages.count - missing, missing: missing,
              jobs: round.tasks.count)))
      }
    }
  }

  /// Passes an event on, with the time since this follower began and a line of its own.
  private func take(_ event: RunEvent) {
    estimate.receive(event, now: Monotonic.seconds)
    switch event.kind {
    case .started(let stage, _, let attempt):
      emit(.started(stage, worker: line(of: stage.key), attempt: attempt))
    case .progress(let stage, _, let progress):
      emit(.progress(stage, worker: line(of: stage.key), progress))
    case .finished(let stage, .stopped):
      // The task goes on with it later.
      if lines.removeValue(forKey: stage.key) != nil {
        emit(.retrying(stage, reason: "stopped by the cluster"))
      }
    case .finished(let stage, _):
      lines[stage.key] = nil
      if settled.insert(stage.key).inserted { emit(event.kind) }
    case .retrying(let stage, _), .waiting(let stage, _):
      lines[stage.key] = nil
      emit(event.kind)
    default: emit(event.kind)
    }
  }

  private func line(of key: StageKey) -> Int {
    if let line = lines[key] { return line }
    let used = Set(lines.values)
    let free = (0...used.count).first { !used.contains($0) } ?? used.count
    lines[key] = free
    return free
  }
}
