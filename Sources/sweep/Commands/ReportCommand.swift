import Experiments
import Pipeline

/// `sweep report`: writes the report again from what is stored.
enum ReportCommand: Command {
  static let name = "report"
  static let usage = "FILE"
  static let summary = "write the report again from what is stored, without running anything"
  static let options = ExperimentArguments.options + ResultsFolder.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    let plan = try experiment.plan()
    let missing = plan.plan.missing {
      experiment.store.contains($0) || experiment.store.failure(of: $0) != nil
    }
    guard missing.isEmpty else {
      throw UsageError(
        "\(missing.count) of \(plan.plan.stages.count) stages are not stored; "
          + "sweep run \(experiment.file.path) computes them")
    }
    let results = try StoredResults(plan, experiment.store).collect()
    try ResultsFolder(arguments, plan).write(results, plan, experiment.store)
    return results.hasFailures ? .failure : .success
  }
}
