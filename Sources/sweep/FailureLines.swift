import Pipeline
import Runner
import Slurm

/// The stages that failed, each with the reason and the log.
struct FailureLines {
  /// The lines, in the order of the plan.
  let lines: [String]

  init(_ plan: Plan, _ outcomes: [StageKey: StageOutcome]) {
    lines = plan.stages.compactMap { stage in
      guard case .failed(let record) = outcomes[stage.key] else { return nil }
      return "failed: \(stage.title): \(record.reason) (log: \(record.log))"
    }
  }
}
