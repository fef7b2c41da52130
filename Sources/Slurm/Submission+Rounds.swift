import Experiments
import Files
import Foundation
import Pipeline
import Runner
import Specification

extension Submission {
  /// What comes next.
  public enum Step {
    /// Jobs wait or run.
    case underway
    /// Jobs were submitted.
    case submitted(SubmittedRound)
    /// All stages are stored, or known to fail.
    case settled(SweepExecution.Stored)
    /// It has ended before.
    case ended
  }

  /// A round in numbers.
  public struct SubmittedRound: Sendable, Equatable {
    /// From 1.
    public let number: Int
    /// The stages to compute.
    public let stages: Int
    /// The tasks that compute them.
    public let tasks: Int
    /// The job arrays that the tasks are in.
    public let arrays: Int

    init(_ round: SlurmRound) {
      number = round.number
      stages = round.tasks.reduce(0) { $0 + $1.count }
      tasks = round.tasks.count
      arrays = round.arrays.count
    }
  }

  /// Does what comes next: submits what is still to be computed, unless jobs are under way.
  ///
  /// The last job of every round does this, and anybody may when there is no such job: only one at a
  /// time does.
  /// - Parameters:
  ///   - plan: the sweep, planned from the frozen order.
  ///   - controller: the cluster.
  ///   - job: the number of the job that asks, which does not count as under way.
  /// - Returns: What was done.
  /// - Throws: `SlurmError` when Slurm refuses, `FileError` when the store cannot be written.
  public func advance(
    _ plan: SweepPlan, with controller: SlurmController, asJob job: Int? = nil
  ) throws -> Step {
    try LockFile.holding(folder + "/advance.lock", shared: false) {
      guard end == nil else { return .ended }
      let last = rounds.last
      if let last {
        let queued = try controller.jobs(named: name).filter { $0.number != job }
        if last.lastJob == nil {
          try submit(last, with: controller, queued: queued)
          return .submitted(SubmittedRound(last))
        }
        guard queued.isEmpty else { return .underway }
      }
      let arraySize = try order.site.arraySize ?? controller.arraySize()
      // What this finds stored stays so until it is written down that it is needed.
      let round = try LockFile.holding(store.gatePath, shared: true) {
        try nextRound(of: plan, after: last, arraySize: arraySize)
      }
      guard let round else { return .settled(try SweepExecution(plan, in: store).stored()) }
      try submit(round, with: controller, queued: [])
      return .submitted(SubmittedRound(round))
    }
  }

  /// Freezes what is still to be computed; nil when all stages are stored, or known to fail.
  private func nextRound(
    of plan: SweepPlan, after last: SlurmRound?, arraySize: Int
  ) throws -> SlurmRound? {
    while let step = try SweepExecution(plan, in: store).nextStep() {
      let tries = try last.map { try RoundReview($0, in: self).settle(step) } ?? [:]
      let open = Census(step, in: store).open
      // Nothing is open when what was left has been given up: the search goes on without it.
      guard !open.isEmpty else { continue }
      let round = round(
        (last?.number ?? 0) + 1, of: step, open: open, arraySize: arraySize, tries: tries)
      try write(round, of: step)
      return round
    }
    return nil
  }

  /// The job scripts of the first round, nothing of it written, by name.
  ///
  /// - Throws: `SlurmError` when Slurm refuses to tell its limits.
  public static func scripts(
    _ plan: SweepPlan, _ order: SlurmOrder, in store: Store, with controller: SlurmController
  ) throws -> [(name: String, text: String)] {
    let submission = Submission(unwritten: order, in: store)
    guard let step = try SweepExecution(plan, in: store).nextStep() else { return [] }
    let round = submission.round(
      1, of: step, open: Census(step, in: store).open,
      arraySize: try order.site.arraySize ?? controller.arraySize(), tries: [:])
    let script = submission.script
    return script.texts(of: round).map { ("\($0.name).sh", $0.text) }
  }

  private var script: JobScript {
    JobScript(
      name: name, site: order.site, program: order.program, workingFolder: order.workingFolder,
      store: store.root, dataFolder: order.dataFolder, submission: folder)
  }

  private func round(
    _ number: Int, of step: Plan, open: [Stage], arraySize: Int, tries: [StageKey: Int]
  ) -> SlurmRound {
    SlurmRound(
      folder: roundFolder(number), number: number, of: step, open: open, site: order.site,
      seconds: RunEstimate(step, store.durations()).seconds, arraySize: arraySize, tries: tries)
  }

  /// Writes all that the jobs of a round will read; the description last, so that it is never seen
  /// without the rest.
  private func write(_ round: SlurmRound, of step: Plan) throws {
    for folder in ["tasks", "journal", "ended", "output"] {
      try AtomicFile.createFolder("\(round.folder)/\(folder)")
    }
    for (index, keys) in round.tasks.enumerated() {
      try SlurmTask(keys, of: step).write(to: round.taskPath(index))
    }
    for job in script.texts(of: round) {
      try AtomicFile.write(job.text, to: round.scriptPath(job.name))
    }
    try AtomicFile.write(round.json.canonical + "\n", to: round.folder + "/round.json")
  }

  /// Submits the jobs of a round that are not known to be submitted; those of the latest wave wait for
  /// the wave before, and the last job waits for all.
  ///
  /// Jobs wait for the end of others, not for their success: what a job could not do is written in the
  /// store, and what does not depend on it goes on.
  private func submit(
    _ round: SlurmRound, with controller: SlurmController, queued: [SlurmController.Job]
  ) throws {
    var jobs: [Int: [Int]] = [:]
    func submit(_ job: String, after dependencies: [Int]) throws -> Int {
      let comment = JobScript.comment(round, job)
      let known = queued.first { $0.comment == comment }?.number
      let number =
        try known
        ?? controller.submit(
          round.scriptPath(job), after: dependencies, name: name, comment: comment)
      try round.record(number, of: job)
      return number
    }
    // Slurm does not know jobs any more that ended long ago.
    let known = Set(queued.map(\.number))
    for (index, array) in round.arrays.enumerated() {
      if let job = round.job(ofArray: index) {
        if known.contains(job) { jobs[array.wave, default: []].append(job) }
        continue
      }
      let job = try submit(SlurmRound.name(ofArray: index), after: jobs[array.wave - 1] ?? [])
      jobs[array.wave, default: []].append(job)
    }
    _ = try submit(SlurmRound.reportName, after: jobs.values.flatMap { $0 }.sorted())
  }
}

/// Looks back at a round whose jobs have ended: which stages were tried in vain, and which of them too
/// often.
struct RoundReview {
  private let round: SlurmRound
  private let submission: Submission
  private let store: Store

  init(_ round: SlurmRound, in submission: Submission) {
    self.round = round
    self.submission = submission
    store = submission.store
  }

  /// Gives up what was tried too often: such a stage has failed.
  ///
  /// - Returns: How often each of the others was tried in vain so far.
  /// - Throws: `FileError` when the store cannot be written, `SlurmError` when the round came to
  ///   nothing, so that another one would too.
  func settle(_ plan: Plan) throws -> [StageKey: Int] {
    let census = Census(plan, in: store)
    let ready = Set(census.ready.map(\.key))
    var tries: [StageKey: Int] = [:]
    // Tasks are given what is neither stored nor has failed.
    var hasAdvanced = round.tasks.joined().contains {
      store.contains($0) || store.failure(of: $0) != nil
    }
    for (index, keys) in round.tasks.enumerated() {
      let left = keys.filter { ready.contains($0) }
      guard !left.isEmpty else { continue }
      let end = TaskEnd(at: round.endPath(index))
      hasAdvanced = hasAdvanced || end?.fates.values.contains(.checkpoint) ?? false
      let blamed = blamed(left, end, index)
      for key in left {
        let count = (round.tries[key] ?? 0) + (blamed.contains(key) ? 1 : 0)
        if count > submission.order.retries {
          try store.record(
            FailureRecord(
              reason: reason(index, end), attempts: count, log: round.outputPath(index),
              isFinal: false), of: key)
        }
        tries[key] = count
      }
      hasAdvanced = hasAdvanced || !blamed.isEmpty
    }
    guard hasAdvanced || census.open.isEmpty else {
      throw SlurmError(
        "the jobs of round \(round.number) ended without having done anything: see "
          + "\(round.folder)/output")
    }
    return tries
  }

  /// The stages of a task that it tried in vain.
  private func blamed(_ left: [StageKey], _ end: TaskEnd?, _ index: Int) -> Set<StageKey> {
    if let end { return Set(left.filter { end.fates[$0] == .stopped }) }
    let begun = TaskJournal.unfinished(in: round.journalPath(index)).intersection(left)
    return begun.isEmpty ? Set(left) : begun
  }

  private func reason(_ index: Int, _ end: TaskEnd?) -> String {
    if let refusal = FileSystem.text(round.refusalPath(index)), end == nil {
      return refusal.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard end == nil else { return "it did not finish within the time limit of its Slurm task" }
    // The first thing a script does.
    guard FileSystem.exists(round.outputPath(index)) else {
      return
        "its Slurm task left no trace: its node does not see the store \(store.root), which has "
        + "to be on a shared file system, or could not start the task"
    }
    return "its Slurm task ended without a word: see \(round.outputPath(index))"
  }
}
