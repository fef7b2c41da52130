import Experiments
import Foundation
import Pipeline
import Runner

/// How a submission stands, as anybody who sees its store and the queue can tell.
public struct SubmissionStatus {
  private let submission: Submission

  /// Looks at a submission.
  public init(_ submission: Submission) { self.submission = submission }

  /// The standing in lines for people: how it goes, stages, tasks, what runs, what went wrong.
  ///
  /// - Throws: `SlurmError` when Slurm refuses to tell.
  public func text(_ controller: SlurmController) throws -> String {
    let rounds = submission.rounds
    let jobs = submission.end == nil ? try controller.jobs(named: submission.name) : []
    var lines = ["\(submission.name): \(heading(rounds, jobs))"]
    if let round = rounds.last {
      lines.append("  stages: \(stages(of: round))")
      lines.append("  tasks: \(tasks(of: round, jobs))")
      if submission.end == nil { lines += refusals(in: round) + running(in: round) }
    }
    lines += (submission.end?.messages ?? []).map { "  \($0)" }
    lines.append("  folder: \(submission.folder)")
    return lines.joined(separator: "\n")
  }

  private func heading(_ rounds: [SlurmRound], _ jobs: [SlurmController.Job]) -> String {
    if let end = submission.end {
      switch end.kind {
      case .done:
        return "done" + (end.hasFailures ? ", with failed trials" : "")
          + (end.results.map { "; report: \($0)/report.md" } ?? "")
      case .cancelled: return "cancelled"
      case .trouble: return "ended early"
      }
    }
    guard !jobs.isEmpty else {
      let refusal = FileSystem.text(submission.folder + "/refused").map { ": \($0)" } ?? ""
      return "no job is left, and sweep attach has to go on with it" + refusal
    }
    let again = rounds.count > 1 ? ", round \(rounds.count)" : ""
    return (jobs.contains { $0.state == "RUNNING" } ? "running" : "waiting in the queue") + again
  }

  private func stages(of round: SlurmRound) -> String {
    let keys = round.tasks.flatMap { $0 }
    let stored = keys.count { submission.store.contains($0) }
    let failed = keys.count { submission.store.failure(of: $0) != nil }
    let done = round.stages.count - keys.count + stored
    return "\(done) of \(round.stages.count) done" + (failed > 0 ? ", \(failed) failed" : "")
  }

  private func tasks(of round: SlurmRound, _ jobs: [SlurmController.Job]) -> String {
    let ended = round.tasks.indices.count { TaskEnd(at: round.endPath($0)) != nil }
    let tasks = jobs.filter { !$0.isReport }
    let running = tasks.filter { $0.state != "PENDING" }.count
    let waiting = tasks.filter { $0.state == "PENDING" }
    var parts = ["\(ended) of \(round.tasks.count) ended"]
    if running > 0 { parts.append("\(running) running") }
    if !waiting.isEmpty {
      let reasons = Set(waiting.map(\.reason)).sorted().joined(separator: ", ")
      parts.append("\(waiting.reduce(0) { $0 + $1.count }) waiting (\(reasons))")
    }
    return parts.joined(separator: ", ")
  }

  /// What nodes lack that could not run tasks, each once.
  private func refusals(in round: SlurmRound) -> [String] {
    let texts = round.tasks.indices.compactMap { FileSystem.text(round.refusalPath($0)) }
    return Set(texts).sorted().map { "  " + $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  /// What tasks have begun and not ended, at most twenty of them.
  private func running(in round: SlurmRound) -> [String] {
    var lines: [String] = []
    for task in round.tasks.indices where lines.count < 20 {
      guard TaskEnd(at: round.endPath(task)) == nil else { continue }
      var offset = 0
      var latest: [StageKey: (title: String, progress: String)] = [:]
      for event in TaskJournal.read(round.journalPath(task), from: &offset) {
        switch event.kind {
        case .started(let stage, _, _): latest[stage.key] = (stage.title, "")
        case .progress(let stage, _, let progress):
          latest[stage.key] = (stage.title, ": " + ProgressText.progress(progress))
        case .finished(let stage, _): latest[stage.key] = nil
        default: break
        }
      }
      lines += latest.sorted { $0.key < $1.key }.map { "  \($0.value.title)\($0.value.progress)" }
    }
    return lines
  }
}
