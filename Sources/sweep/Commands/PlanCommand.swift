import Experiments
import Foundation
import NeuralNetworks
import Pipeline
import Reports
import Runner
import Specification

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

/// `sweep show`: all that is known of one row.
enum ShowCommand: Command {
  static let name = "show"
  static let usage = "FILE ROW"
  static let summary = "show a row: its numbers, its whole configuration, curve, logs and files"
  static let options = ExperimentArguments.options

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.positional.count == 2 else {
      throw UsageError("which row? sweep show FILE ROW, by its number from 1 or its label")
    }
    let experiment = try ExperimentArguments(arguments, command: name, positional: 2)
    return try experiment.holding { plan, _ in
      try show(arguments.positional[1], of: plan, experiment)
    }
  }

  private static func show(
    _ wanted: String, of plan: SweepPlan, _ experiment: ExperimentArguments
  ) throws -> ExitCode {
    let row = try RowArgument.row(wanted, in: plan.sweep.rows)
    Terminal.print("\(row.index + 1)  \(row.label)\n")
    Terminal.print(styled: try numbers(of: row.index, plan, experiment) + [""])
    Terminal.print(row.experiment.json.pretty)
    for trial in plan.trials where trial.row == row.index {
      Terminal.print("seed \(trial.seed)")
      for key in trial.all { Terminal.print(description(of: key, plan, experiment.store)) }
      if let curve = curve(of: trial, experiment.store) { Terminal.print(curve) }
    }
    return .success
  }

  /// The numbers of a row, as far as all that they come from is stored.
  private static func numbers(
    of row: Int, _ plan: SweepPlan, _ experiment: ExperimentArguments
  ) throws -> [String] {
    let source = StoredResults(plan, experiment.store)
    let isMissing = plan.trials.filter { $0.row == row }.contains { trial in
      trial.required.contains { key in
        !experiment.store.contains(key) && source.failure(of: key) == nil
      }
    }
    if isMissing {
      return ["no numbers yet: sweep run \(experiment.file.path) computes what is missing"]
    }
    do {
      let results = try source.collect(of: row)
      let summary = try ResultSummary(plan: plan, results: results, artefact: source.path)
      return summary.numbers(of: row, Terminal.style)
    } catch let damage as DamagedArtefact {
      return ["no numbers: \(damage); sweep run \(experiment.file.path) computes it again"]
    }
  }

  private static func description(
    of key: StageKey, _ plan: SweepPlan, _ store: Store
  ) -> String {
    let title = plan.plan[key]?.title ?? key.short
    if store.contains(key) {
      let log = store.logPath(of: key)
      let places =
        [store.folder(of: key)] + (FileManager.default.fileExists(atPath: log) ? [log] : [])
      return (["  stored   \(title)"] + places).joined(separator: "\n           ")
    }
    if let failure = store.failure(of: key) {
      return "  failed   \(title): \(failure.reason)\n           \(failure.log)"
    }
    return "  missing  \(title)"
  }

  private static func curve(of trial: TrialPlan, _ store: Store) -> String? {
    let file = ReportFile<[EpochReport]>.epochs
    guard let key = trial.train, let path = try? store.verified(key, file.name),
      let epochs = try? file.content(at: path)
    else { return nil }
    let lines = epochs.map { epoch in
      let numbers = (epoch.json.members ?? []).map { "\($0.name) \($0.value.canonical)" }
      return "  " + numbers.joined(separator: "  ")
    }
    return lines.joined(separator: "\n")
  }
}

/// A row that a user names on the command line.
enum RowArgument {
  /// The row of a label, or of a number from 1.
  ///
  /// - Throws: `UsageError` with the nearest label, and with all of a few.
  static func row(
    _ text: String, in rows: [ExpandedSweep.Row]
  ) throws(UsageError) -> ExpandedSweep.Row {
    if let row = rows.first(where: { $0.label == text }) { return row }
    if let number = Int(text), rows.indices.contains(number - 1) { return rows[number - 1] }
    let hint = Spelling.nearest(to: text, among: rows.map(\.label)).map {
      "; did you mean \"\($0)\"?"
    }
    let labels = rows.prefix(50).map { "\($0.index + 1)  \($0.label)" }
    let rest = rows.count > 50 ? ["and \(rows.count - 50) more"] : []
    throw UsageError(
      "there is no row \"\(text)\"\(hint ?? ""); the rows are\n"
        + (labels + rest).joined(separator: "\n"))
  }
}
