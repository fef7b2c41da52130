import Experiments
import Pipeline
import Runner

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
    let again = "sweep run \(experiment.file.path) computes"
    do {
      let stored = try SweepExecution(plan, in: store).stored()
      let source = StoredResults(stored.plan, store)
      let results = try source.collect(stopped: stored.stopped)
      try ResultsFolder(arguments, plan).write(results, stored.plan, from: source)
      return results.hasFailures ? .failure : .success
    } catch let incomplete as IncompleteSweep {
      throw UsageError("\(incomplete); \(again) them")
    } catch let damage as DamagedArtefact {
      Terminal.note("\(damage); \(again) it again")
      return .failure
    }
  }
}
