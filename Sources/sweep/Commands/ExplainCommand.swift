import Pipeline
import Runner

/// `sweep explain`: why stages have to be computed.
enum ExplainCommand: Command {
  static let name = "explain"
  static let usage = "FILE"
  static let summary = "say why stages are not stored: what changed since the nearest stored one"
  static let options = ExperimentArguments.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    let (count, explanations) = try experiment.holding { plan, _ in
      (plan.plan.stages.count, Explanation.explain(plan.plan, in: experiment.store))
    }
    guard !explanations.isEmpty else {
      Terminal.print("all \(count) stages are stored")
      return .success
    }
    Terminal.print(explanations.map(\.text).joined(separator: "\n"))
    return .success
  }
}
