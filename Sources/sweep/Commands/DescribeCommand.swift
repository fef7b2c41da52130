import Experiments
import NeuralNetworks
import Pipeline
import Reports

/// `sweep describe`: the network of each row, layer by layer.
enum DescribeCommand: Command {
  static let name = "describe"
  static let usage = "FILE"
  static let summary = "print networks layer by layer: shapes, parameters, multiply-adds"
  static let options = ExperimentArguments.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let plan = try ExperimentArguments(arguments, command: name).plan()
    var seen: Set<String> = []
    for trial in plan.trials where !trial.architecture.stacks.isEmpty {
      let text = ArchitectureListing(trial.architecture).text
      guard seen.insert(text).inserted else { continue }
      Terminal.print("\(plan.sweep.rows[trial.row].label)\n\n\(text)\n")
    }
    return .success
  }
}
