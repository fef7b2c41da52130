import Foundation
import Pipeline
import Runner
import Slurm

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
