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
    let store = experiment.store
    let search = try SweepExecution(plan, in: store).storedSearch()
    let missing = (search?.plan ?? plan.plan).missing {
      store.contains($0) || store.failure(of: $0) != nil
    }
    guard let search, missing.isEmpty else {
      throw UsageError(
        "\(missing.count) of \(plan.plan.stages.count) stages are not stored; "
          + "sweep run \(experiment.file.path) computes them")
    }
    let results = try StoredResults(plan, store).collect(stopped: search.stopped)
    try ResultsFolder(arguments, plan).write(results, plan, store)
    return results.hasFailures ? .failure : .success
  }
}
