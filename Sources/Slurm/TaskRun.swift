import Experiments
import Files
import Foundation
import Pipeline
import Runner
import Specification

/// A task of a round on the node that runs it: computes its stages as a run on any machine does.
///
/// Should a copy of the task run elsewhere, claims keep the two from doing the same work; and what both
/// do gives the same bytes.
public struct TaskRun {
  /// How a task left its stages.
  public enum Ending {
    /// All that it could do is done.
    case done
    /// The time limit came near, and the same job should go on once more.
    case unfinished
  }

  private let submission: Submission
  private let round: SlurmRound
  private let index: Int
  private let task: SlurmTask
  private let node: String

  /// Reads a frozen task.
  ///
  /// - Throws: `FileError`, `Problem` or `PlanError` when it cannot be read.
  public init(_ submission: Submission, round number: Int, task index: Int, node: String) throws {
    guard let round = SlurmRound(in: submission.roundFolder(number)) else {
      throw SlurmError("there is no round \(number) of \(submission.name)")
    }
    self.submission = submission
    self.round = round
    self.index = index
    self.node = node
    task = try SlurmTask(at: round.taskPath(index))
  }

  /// Says why this node cannot run tasks, for whoever asks how the submission stands.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  public func refuse(_ reason: String) throws(FileError) {
    try AtomicFile.write(reason + "\n", to: round.refusalPath(index))
  }

  /// Computes the stages whose inputs are there.
  ///
  /// - Parameters:
  ///   - worker: how workers are started.
  ///   - stop: asks the run to end early.
  ///   - isTimeUp: whether it was asked because the time limit came near.
  /// - Returns: Whether it has to go on once more.
  /// - Throws: `FileError` when the store cannot be written.
  public func run(
    worker: WorkerCommand, stop: StopSwitch, isTimeUp: () -> Bool
  ) throws -> Ending {
    unlink(round.endPath(index))
    let journal = TaskJournal(at: round.journalPath(index))
    let runnable = self.runnable
    var outcomes: [StageKey: StageOutcome] = [:]
    var begun: Set<StageKey> = []
    if !runnable.isEmpty {
      let executor = LocalExecutor(worker: worker, options: options)
      let plan = try Plan(task.plan.stages, targets: runnable)
      outcomes =
        executor.run(plan, in: submission.store, stop: stop) { event in
          if case .started(let stage, _, _) = event.kind { begun.insert(stage.key) }
          journal.write(event)
        }.outcomes
    }
    let fates = fates(outcomes, begun)
    let hasAdvanced =
      fates.values.contains(.checkpoint) || outcomes.values.contains(where: Self.isNew)
    let isUnfinished = fates.values.contains { $0 == .checkpoint || $0 == .stopped }
    try TaskEnd(node: node, fates: fates).write(to: round.endPath(index))
    return isTimeUp() && isUnfinished && hasAdvanced ? .unfinished : .done
  }

  private var options: LocalExecutor.Options {
    let site = submission.order.site
    let array = round.array(ofTask: index)
    var options = LocalExecutor.Options()
    options.jobs = max(1, min(site.cpus, Components.of(task.stages).count))
    options.threads = max(1, site.cpus / options.jobs)
    options.retries = submission.order.retries
    options.timeout = submission.order.timeout
    options.memory = array.map { $0.megabytes << 20 }
    // Most of the time between the warning and the end.
    options.grace = Double(site.warning(ofMinutes: array?.minutes ?? site.minutes)) * 0.75
    return options
  }

  /// The stages that can be computed: what they read is stored, or is computed here before.
  private var runnable: Set<StageKey> {
    var runnable: Set<StageKey> = []
    for stage in task.stages {
      let isFed = stage.inputs.allSatisfy {
        runnable.contains($0) || submission.store.contains($0)
      }
      if isFed { runnable.insert(stage.key) }
    }
    return runnable
  }

  private func fates(
    _ outcomes: [StageKey: StageOutcome], _ begun: Set<StageKey>
  ) -> [StageKey: TaskEnd.Fate] {
    var fates: [StageKey: TaskEnd.Fate] = [:]
    for stage in task.stages {
      switch outcomes[stage.key] {
      case .cached, .computed, .failed, .skipped: fates[stage.key] = .settled
      case .stopped:
        let checkpoint = submission.store.checkpointFolder(of: stage.key)
        let hasCheckpoint = !FileSystem.names(in: checkpoint).isEmpty
        fates[stage.key] =
          hasCheckpoint ? .checkpoint : begun.contains(stage.key) ? .stopped : .waiting
      case .unneeded, nil: fates[stage.key] = .waiting
      }
    }
    return fates
  }

  private static func isNew(_ outcome: StageOutcome) -> Bool {
    if case .computed = outcome { true } else { false }
  }
}
