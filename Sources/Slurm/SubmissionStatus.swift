import Experiments
import Foundation
import Pipeline
import Runner
import Specification

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

/// How a submission ended.
public struct SubmissionEnd: Sendable, Equatable {
  /// What became of it.
  public enum Kind: String, Sendable {
    /// Everything was tried, and the report is written.
    case done
    /// It was cancelled.
    case cancelled
    /// Nothing more could be done; the message says why.
    case trouble
  }

  /// What became of it.
  public var kind: Kind
  /// What went wrong, in lines for people: failed stages, or why nothing more could be done.
  public var messages: [String]
  /// Whether a trial failed.
  public var hasFailures: Bool
  /// The folder of the report, where there is one.
  public var results: String?

  /// An end.
  public init(
    _ kind: Kind, messages: [String] = [], hasFailures: Bool = false, results: String? = nil
  ) {
    self.kind = kind
    self.messages = messages
    self.hasFailures = hasFailures
    self.results = results
  }

  /// As it is written.
  var json: JSON {
    .object([
      ("end", .string(kind.rawValue)), ("messages", messages.json),
      ("hasFailures", hasFailures.json), ("results", results.json),
    ])
  }

  /// Reads what was written; nil when there is nothing yet.
  init?(at path: String) {
    guard FileSystem.exists(path), let json = try? StoredFile.json(at: path),
      let kind = json["end"]?.string.flatMap(Kind.init)
    else { return nil }
    self.kind = kind
    messages = (json["messages"]?.elements ?? []).compactMap(\.string)
    hasFailures = json["hasFailures"] == true.json
    results = json["results"]?.string
  }
}

/// Submissions as the store sees them when it collects garbage.
package struct SubmissionTenant: StoreTenant {
  /// The submissions of the store that is cleaned.
  package init() {}

  package func neededKeys(in store: Store) throws -> Set<StageKey> {
    let root = Submission.root(of: store)
    return try FileSystem.list(root).reduce(into: []) { needed, name in
      let folder = root + "/" + name
      guard folder != FrozenProgram.folder(in: store), FileSystem.exists(folder),
        !FileSystem.exists(Submission.endPath(in: folder))
      else { return }
      // Whether or not its order can be read: it may be under way.
      needed.formUnion(try Submission.keys(in: folder))
    }
  }

  package func garbage(in store: Store) -> [Garbage] {
    ended(in: store) + unusedPrograms(in: store)
  }

  private func running(in store: Store) -> [Submission] {
    Submission.all(in: store).filter { $0.end == nil }
  }

  private func ended(in store: Store) -> [Garbage] {
    let root = Submission.root(of: store)
    return store.entries(of: "slurm", kind: .folder).compactMap { name in
      let path = "\(root)/\(name)"
      // Every submission notes its stages first.
      guard FileSystem.kind(Submission.stagesPath(in: path)) == .file else { return nil }
      // What cannot be read need not have ended; what was never written whole is nothing.
      let isUnderway =
        FileSystem.exists(Submission.orderPath(in: path))
        && !FileSystem.exists(Submission.endPath(in: path))
      guard path != FrozenProgram.folder(in: store), !isUnderway else { return nil }
      return Garbage(
        kind: .named(name), path: path, size: FileSystem.size(path),
        lastUsed: FileSystem.modified(Submission.endPath(in: path))
          ?? FileSystem.modified(path) ?? 0)
    }
  }

  private func unusedPrograms(in store: Store) -> [Garbage] {
    let root = Submission.root(of: store)
    let folder = FrozenProgram.folder(in: store)
    let inUse = Set(running(in: store).map(\.order.program))
    // Nobody knows which program a submission runs whose order cannot be read.
    let isKnown = store.entries(of: "slurm", kind: .folder).allSatisfy { name in
      let path = "\(root)/\(name)"
      return !FileSystem.exists(Submission.orderPath(in: path))
        || FileSystem.exists(Submission.endPath(in: path)) || (try? Submission(at: path)) != nil
    }
    guard isKnown, FileSystem.kind(root) == .folder else { return [] }
    return store.entries(of: "slurm/programs", kind: .file).filter { StageKey(hex: $0) != nil }
      .map { "\(folder)/\($0)" }.filter { !inUse.contains($0) }
      .map {
        Garbage(
          kind: .unnamed, path: $0, size: FileSystem.size($0),
          lastUsed: FileSystem.modified($0) ?? 0)
      }
  }
}
