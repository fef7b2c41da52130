import Pipeline
import Runner

/// `sweep plan`: what a run would do.
enum PlanCommand: Command {
  static let name = "plan"
  static let usage = "FILE"
  static let summary = "show what a run would do: stages to run and stored, time and memory"
  static let options = ExperimentArguments.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    let plan = try experiment.plan()
    let description = PlanDescription(plan, store: experiment.store)
    Terminal.print(description.text)
    if let shortage = MemoryShortage(description.missingStages) { throw shortage }
    return .success
  }
}
