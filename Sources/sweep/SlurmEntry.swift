import Foundation
import Pipeline
import Runner
import Slurm

/// What the jobs of a submission run; not for people.
enum SlurmEntry: String {
  /// `sweep slurm-task SUBMISSION ROUND TASK`: computes the stages of one task.
  case task = "slurm-task"
  /// `sweep slurm-next SUBMISSION`: goes on with a submission, or writes its report.
  case next = "slurm-next"

  func run(_ arguments: [String]) -> Int32 {
    do {
      guard let folder = arguments.first else { throw UsageError("which submission?") }
      let submission = try Submission(at: folder)
      switch self {
      case .task: try Self.runTask(submission, arguments.dropFirst().compactMap { Int($0) })
      case .next: try Self.goOn(submission)
      }
      return 0
    } catch {
      Terminal.note("sweep \(rawValue): \(error)")
      return 1
    }
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  private static var node: String {
    environment["SLURMD_NODENAME"] ?? ProcessInfo.processInfo.hostName
  }

  private static func runTask(_ submission: Submission, _ numbers: [Int]) throws {
    guard numbers.count == 2 else { throw UsageError("which task? SUBMISSION ROUND TASK") }
    // Slurm warns of the time limit with SIGUSR1, which only this process gets.
    let stop = StopSwitch()
    stop.catchSignals(and: [SIGUSR1])
    let task = try TaskRun(submission, round: numbers[0], task: numbers[1], node: node)
    do throws(UsageError) {
      try SweepRun.checkProcessor()
    } catch {
      try task.refuse("node \(node): \(error)")
      throw error
    }
    Terminal.note("task \(numbers[1]) on \(node): begins")
    let ending = try task.run(worker: WorkerEntry.command, stop: stop) {
      stop.signalNumber == SIGUSR1
    }
    Terminal.note("task \(numbers[1]) on \(node): \(ending == .done ? "done" : "goes on later")")
    guard ending == .unfinished, let job = environment["SLURM_JOB_ID"] else { return }
    do {
      try SlurmController(say: Terminal.note).requeue(job)
    } catch {
      // The next round takes up what this task has left.
      Terminal.note("the task cannot be put back into the queue: \(error)")
    }
  }

  private static func goOn(_ submission: Submission) throws {
    let job = environment["SLURM_JOB_ID"].flatMap { Int($0) }
    do {
      try SlurmProgress(submission, SlurmController(say: Terminal.note)).advance(asJob: job)
    } catch let error as SlurmError {
      // Whoever attaches can go on from a machine that may submit jobs.
      Terminal.note("node \(node) cannot go on with \(submission.name): \(error)")
      throw error
    } catch {
      let message = "node \(node): \(error)"
      try submission.finish(SubmissionEnd(.trouble, messages: [message], hasFailures: true))
    }
  }
}
