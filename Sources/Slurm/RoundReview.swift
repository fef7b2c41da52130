import Foundation
import Pipeline
import Runner
import Specification

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
