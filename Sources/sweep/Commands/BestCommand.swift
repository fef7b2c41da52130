import Datasets
import Experiments
import Files
import Foundation
import Pipeline
import Reports
import Runner
import Specification

/// `sweep best`: the winning row as an experiment of its own.
enum BestCommand: Command {
  static let name = "best"
  static let usage = "FILE"
  static let summary = "print the best row's whole configuration as an experiment that runs alone"
  static let options =
    ExperimentArguments.options + [
      Option("--to", "FILE", "write it there, its paths seen from there (default: print it)")
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    if let file = arguments.value("--to"), FileManager.default.fileExists(atPath: file) {
      throw UsageError("\(file) exists already; name another file: --to FILE")
    }
    let again = "sweep run \(experiment.file.path) computes"
    do {
      return try experiment.holding { plan, registration in
        let stored = try SweepExecution(
          plan, in: experiment.store, registering: registration
        ).stored()
        let source = StoredResults(stored.plan, experiment.store)
        let best = BestRow(
          plan: stored.plan, results: try source.collect(stopped: stored.stopped),
          artefact: source.path)
        guard let best else {
          throw UsageError("no trial of \(experiment.file.path) gave a result")
        }
        return try write(best, of: plan.sweep, experiment, arguments)
      }
    } catch let incomplete as IncompleteSweep {
      throw UsageError("\(incomplete); \(again) them")
    } catch let damage as DamagedArtefact {
      Terminal.note("\(damage); \(again) it again")
      return .failure
    }
  }

  private static func write(
    _ best: BestRow, of sweep: ExpandedSweep, _ experiment: ExperimentArguments,
    _ arguments: Arguments
  ) throws -> ExitCode {
    let row = sweep.rows[best.row]
    let target = arguments.value("--to")
    let text = LoneExperiment(row, from: experiment.file.folder).text(
      standingIn: target?.parentFolder ?? "")
    if let target {
      try AtomicFile.write(text, to: target)
    } else {
      Terminal.write(text, to: .standardOutput)
    }
    let place = target.map { ", written to \($0)" } ?? ""
    Terminal.note("row \(row.index + 1), \(row.label): \(best.reason)\(place)")
    return .success
  }
}
