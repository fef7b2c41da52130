import Experiments
import Files
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
    // Of a file that is kept nowhere, where such files are.
    let path = RepositoryFolder.path(of: file.path) ?? "experiments/\(file.name).json"
    guard ([path] + file.arguments).allSatisfy(ShellText.isPlain) else {
      let overrides = file.arguments.map { " --set \(ShellText.word($0))" }.joined()
      return VisibleText.line(".build/release/sweep run \(ShellText.word(path))\(overrides)")
    }
    let overrides = file.arguments.map { "--set \($0)" }.joined(separator: " ")
    return "make sweep EXP=\(path)" + (overrides.isEmpty ? "" : " ARGS=\"\(overrides)\"")
  }

  /// The stages of every trial: what they did, and their keys.
  var stages: JSON {
    let trials = results.rows.flatMap { row in
      row.runs.map { run -> JSON in
        let stages = run.stages.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
        return .object([
          ("row", .string(row.label)), ("seed", .number(run.seed)), ("stages", .object(stages)),
        ])
      }
    }
    return .object([("name", .string(results.name)), ("trials", .array(trials))])
  }
}
