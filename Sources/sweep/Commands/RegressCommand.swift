import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Slurm
import Specification

/// `sweep regress`: runs and compares with the committed results.
enum RegressCommand: Command {
  static let name = "regress"
  static let usage = "FILE"
  static let summary =
    "run, compare with the committed results, fail when a guarded metric got worse"
  static let options =
    ExperimentArguments.options + SweepRun.options + [ExecutorChoice.option] + SlurmRun.options + [
      Option("--baseline", "FILE", "the results to compare with (results/NAME/results.json)"),
      Option("--exact", nil, "fail on any change: every number must be the same to the last bit"),
      Option("--junit", "FILE", "write the comparison as JUnit XML"),
      Option("--markdown", "FILE", "write the comparison to a file as well, for a pull request"),
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let start = ContinuousClock.now
    let experiment = try ExperimentArguments(arguments, command: name)
    // In both cases the baseline is read before anything runs: an unreadable one must not cost a run.
    switch try ExecutorChoice(arguments) {
    case .local:
      let run = try SweepRun(experiment, arguments)
      let baseline = try baseline(arguments, run.plan)
      try checkOutput(arguments, experiment, run.plan)
      return try run.execute { outcome in
        try report(outcome.results, against: baseline, run.plan, arguments, since: start)
      }
    case .slurm:
      return try experiment.holding { plan, registration in
        let baseline = try baseline(arguments, plan)
        try checkOutput(arguments, experiment, plan)
        return try SlurmRun(experiment, arguments, plan, results: nil).execute { submission, end in
          guard end.kind == .done else { return SlurmFollowing.report(end) }
          let execution = SweepExecution(plan, in: submission.store, registering: registration)
          let stored = try execution.stored()
          let results = try StoredResults(stored.plan, submission.store)
            .collect(stopped: stored.stopped)
          let code = try report(results, against: baseline, plan, arguments, since: start)
          end.messages.forEach(Terminal.note)
          return code
        }
      }
    }
  }

  /// What was asked for must not overwrite what is read.
  private static func checkOutput(
    _ arguments: Arguments, _ experiment: ExperimentArguments, _ plan: SweepPlan
  ) throws {
    let inputs =
      [experiment.file.path, baselinePath(arguments, plan)]
      + Array(experiment.file.documents.contents.keys)
      + plan.catalogue.files
    for option in ["--junit", "--markdown"] {
      try OutputFile.check(option, arguments, inputs: inputs)
    }
  }

  private static func report(
    _ results: SweepResults, against baseline: SweepResults, _ plan: SweepPlan,
    _ arguments: Arguments, since start: ContinuousClock.Instant
  ) throws -> ExitCode {
    let options = plan.sweep.rows[0].experiment.regression
    let comparison = Comparison(
      baseline, results, guarding: arguments.has("--exact") ? .everything : .tolerances(options))
    let accept = "make baseline EXP=\(plan.sweep.file.path)"
    let markdown = ComparisonMarkdown(comparison, accept: accept).text
    Terminal.print(String(markdown.dropLast()))
    if let path = arguments.value("--junit") {
      let seconds = start.duration(to: .now) / .seconds(1)
      try AtomicFile.write(JUnitReport(comparison, seconds: seconds).text, to: path)
    }
    if let path = arguments.value("--markdown") { try AtomicFile.write(markdown, to: path) }
    return comparison.passes ? .success : .failure
  }

  private static func baselinePath(_ arguments: Arguments, _ plan: SweepPlan) -> String {
    arguments.value("--baseline") ?? ResultsFolder.usual(of: plan) + "/results.json"
  }

  private static func baseline(_ arguments: Arguments, _ plan: SweepPlan) throws -> SweepResults {
    let path = baselinePath(arguments, plan)
    try FileSet.recover(path.parentFolder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw UsageError(
        "there is no baseline at \(path); "
          + "sweep run writes one, or name another with --baseline FILE")
    }
    return try SweepResults(StoredFile.json(at: path))
  }
}
