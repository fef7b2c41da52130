import Experiments
import Pipeline

/// How to get the same numbers again, and which stages they were read from.
struct Origins {
  private let plan: SweepPlan
  private let results: SweepResults

  /// Describes where results come from.
  init(_ plan: SweepPlan, _ results: SweepResults) {
    self.plan = plan
    self.results = results
  }

  /// The command.
  var command: String {
    let file = plan.sweep.file
    let overrides = file.arguments.map { "--set \(Self.quoted($0))" }.joined(separator: " ")
    let arguments = overrides.isEmpty ? "" : " ARGS=\"\(overrides)\""
    return "make sweep EXP=experiments/\(file.name).json\(arguments)"
  }

  /// One line for each trial: its stages by what they did.
  var listing: String {
    let lines = results.rows.flatMap { row in
      row.runs.map { run in
        let stages = run.stages.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value.prefix(10))" }
        return "\(row.label), seed \(run.seed)\n  \(stages.joined(separator: "\n  "))"
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { $0.isLetter || $0.isNumber || "._-=/".contains($0) }
    return plain ? argument : "'\(argument.replacing("'", with: "'\\''"))'"
  }
}
