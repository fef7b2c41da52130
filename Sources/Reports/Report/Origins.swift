import Experiments
import Pipeline
import Runner
import Specification

/// How to get the same numbers again, and which stages they were read from.
struct Origins {
  private let plan: SweepPlan
  private let results: SweepResults

  /// Describes where results come from.
  init(_ plan: SweepPlan, _ results: SweepResults) {
    self.plan = plan
    self.results = results
  }

  /// The command, safe to be pasted: by `make` where every word means itself to it, else by the
  /// program alone, for `make` and the shell would each take quotes away.
  var command: String {
    let file = plan.sweep.file
    let path = "experiments/\(file.name).json"
    guard ([path] + file.arguments).allSatisfy(ShellText.isPlain) else {
      let overrides = file.arguments.map { " --set \(ShellText.word($0))" }.joined()
      return VisibleText.line(".build/release/sweep run \(ShellText.word(path))\(overrides)")
    }
    let overrides = file.arguments.map { "--set \($0)" }.joined(separator: " ")
    return "make sweep EXP=\(path)" + (overrides.isEmpty ? "" : " ARGS=\"\(overrides)\"")
  }

  /// One line for each trial: its stages by what they did.
  var listing: String {
    let lines = results.rows.flatMap { row in
      row.runs.map { run in
        let stages = run.stages.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value.prefix(10))" }
        return
          "\(VisibleText.line(row.label)), seed \(run.seed)\n  \(stages.joined(separator: "\n  "))"
      }
    }
    return lines.joined(separator: "\n")
  }
}
