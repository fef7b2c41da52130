import Foundation
import Pipeline
import Runner
import Slurm
import Specification

/// Follows a submission on the terminal.
struct SlurmFollowing {
  private let submission: Submission
  private let arguments: Arguments

  init(_ submission: Submission, _ arguments: Arguments) {
    self.submission = submission
    self.arguments = arguments
  }

  /// Follows until it has ended, or until the user leaves it to itself.
  ///
  /// - Returns: What `finish` returns for the end, or that it was left.
  func execute(
    _ stop: StopSwitch, finish: (SubmissionEnd) throws -> ExitCode
  ) throws -> ExitCode {
    let display = try ProgressDisplay(arguments)
    let controller = SlurmController(say: { Terminal.note($0) }, isStopped: { stop.level > 0 })
    let follower = SubmissionFollower(submission, with: controller) { display.show($0) }
    let end = try follower.follow(stop: stop) {
      try SlurmProgress(submission, controller).advance()
    }
    display.finish()
    guard let end else {
      Terminal.note(
        "the jobs go on; sweep attach \(submission.order.experiment) follows them again, "
          + "sweep cancel ends them")
      return .stopped
    }
    return try finish(end)
  }

  /// Says how a submission ended.
  static func report(_ end: SubmissionEnd) -> ExitCode {
    for message in end.messages { Terminal.note(message) }
    if let results = end.results {
      // What cannot be read here stands in the report.
      let json = try? StoredFile.json(at: results + "/results.json")
      let notes = json.flatMap { try? SweepResults($0).notes } ?? []
      for note in notes { Terminal.note(note.line) }
      Terminal.note("results: \(results)/report.md")
    }
    switch end.kind {
    case .done: return end.hasFailures ? .failure : .success
    case .cancelled:
      Terminal.note("it was cancelled")
      return .stopped
    case .trouble: return .failure
    }
  }
}

/// Goes on with a submission: submits what comes next, or writes the report.
struct SlurmProgress {
  private let submission: Submission
  private let controller: SlurmController
  private let plan: SweepPlan

  /// Plans the sweep as it was frozen.
  ///
  /// - Throws: `Problems` when the data cannot be found any more.
  init(_ submission: Submission, _ controller: SlurmController) throws {
    self.submission = submission
    self.controller = controller
    // Relative paths start where the sweep was submitted.
    let folder = submission.order.workingFolder
    guard FileManager.default.changeCurrentDirectoryPath(folder) else {
      throw UsageError("the folder \(folder), where the sweep was submitted, is not there")
    }
    plan = try ExperimentArguments(submission).plan()
  }

  /// Does what comes next.
  ///
  /// An artefact that turns out to be damaged when results are read is computed again.
  func advance(asJob job: Int? = nil, damages: Int = 0) throws {
    switch try submission.advance(plan, with: controller, asJob: job) {
    case .underway: Terminal.note("\(submission.name): jobs are under way")
    case .submitted(let round):
      Terminal.note(
        "\(submission.name): round \(round.number), \(round.stages) stages in \(round.tasks) tasks")
    case .settled(let stored):
      do {
        try finish(stored)
      } catch let damage as DamagedArtefact where damages < 3 {
        Terminal.note(damage.consequence)
        submission.store.remove(damage.key)
        try advance(asJob: job, damages: damages + 1)
      }
    case .ended: break
    }
  }

  /// Writes the report, if one was asked for, and, last, that the submission has ended.
  private func finish(_ stored: SweepExecution.Stored) throws {
    let outcomes = submission.outcomes(of: stored.plan.plan)
    let source = StoredResults(stored.plan, submission.store)
    let results = try source.collect(stopped: stored.stopped)
    if let folder = submission.order.results.map({ ResultsFolder(path: $0) }) {
      try folder.write(results, stored.plan, from: source) { provenance(stored.plan, outcomes) }
    }
    try submission.finish(
      SubmissionEnd(
        .done, messages: FailureLines(stored.plan.plan, outcomes).lines,
        hasFailures: results.hasFailures, results: submission.order.results))
  }

  private func provenance(_ plan: SweepPlan, _ outcomes: [StageKey: StageOutcome]) -> Provenance {
    let order = submission.order
    return Provenance(
      plan, outcomes: outcomes, seconds: Date().timeIntervalSince1970 - order.time,
      options: [("executor", .string("slurm")), ("site", order.site.json)])
  }
}
