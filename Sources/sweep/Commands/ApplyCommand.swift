import Datasets
import Experiments
import Foundation
import Pipeline
import Reports
import Runner
import Specification

/// `sweep apply`: what a row's network, reduction and clusters make of other images.
enum ApplyCommand: Command {
  static let name = "apply"
  static let usage = "FILE ROW IMAGES"
  static let summary = "name, cluster, embed and reconstruct new images by a row that was trained"
  static let options =
    ExperimentArguments.options + [
      Option("--seed", "N", "the trial of the row (default: its first seed)"),
      Option("--to", "DIR", "where the files go (default: applied/NAME/ROW)"),
      Option(
        "--labels", "FILE", "the true labels of the images, to score with: an array or a table"),
    ] + SweepRun.computing

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.positional.count == 3 else {
      throw UsageError(
        "which row, which images? sweep apply FILE ROW IMAGES, the row by its label or its number")
    }
    let experiment = try ExperimentArguments(arguments, command: name, positional: 3)
    return try experiment.holding { plan, registration in
      let row = try RowArgument.row(arguments.positional[1], in: plan.sweep.rows)
      let trial = try trial(of: row, in: plan, arguments)
      let application = try RowApplication(plan, trial: trial)
      let images = try AppliedImages(
        arguments.positional[2], labels: arguments.value("--labels"), by: application)
      let folder = arguments.value("--to") ?? defaultFolder(plan, row)
      let output = AppliedFolder(folder)
      try output.check()
      let run = try PartialRun(experiment, arguments, registration)
      if let code = try run.compute(application.needed, of: plan) { return code }
      let applied: AppliedRow
      do {
        applied = try application.apply(to: images.images) {
          try experiment.store.verified($0, $1)
        }
      } catch let damage as DamagedArtefact {
        Terminal.note("\(damage); sweep run \(experiment.file.path) computes it again")
        return .failure
      }
      let names = try output.write(
        applied, of: images, row: row, seed: trial.seed, experiment: experiment.file.path)
      let subject = "\(row.label), seed \(trial.seed), applied to \(applied.count) images"
      let accuracy = images.truth(names: applied.classNames).flatMap(applied.accuracy).map {
        "accuracy \(Decimal.text($0, digits: 4)) on the labels of these \(applied.count) images"
      }
      let written = "\(names.joined(separator: ", ")) in \(folder)"
      Terminal.print(
        ([subject] + applied.explanations + [accuracy].compactMap { $0 } + [written])
          .joined(separator: "\n"))
      return .success
    }
  }

  private static func trial(
    of row: ExpandedSweep.Row, in plan: SweepPlan, _ arguments: Arguments
  ) throws -> TrialPlan {
    let trials = plan.trials(of: row.index)
    let seed = try arguments.integer("--seed", in: 0...Int.max)
    guard let trial = trials.first(where: { seed == nil || $0.seed == seed }) else {
      let seeds = trials.map { String($0.seed) }.joined(separator: ", ")
      throw UsageError("no trial has the seed \(seed ?? 0); the seeds are \(seeds)")
    }
    return trial
  }

  private static func defaultFolder(_ plan: SweepPlan, _ row: ExpandedSweep.Row) -> String {
    let words = row.label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let number = row.index + 1
    let slug = words.isEmpty ? "row-\(number)" : words.joined(separator: "-").prefix(60)
    return "applied/\(plan.sweep.file.name)/\(slug)"
  }
}
