import Datasets
import Experiments
import Files
import Foundation
import NeuralNetworks
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

/// One row of a sweep as an experiment file that needs no other file but its data: everything that the
/// row is made of is written out, so that it has the row's stages.
struct LoneExperiment {
  private let row: ExpandedSweep.Row
  private let folder: String

  /// Takes a row of an experiment that stands in a folder.
  init(_ row: ExpandedSweep.Row, from folder: String) {
    self.row = row
    self.folder = folder
  }

  /// The file, as it is to stand in a folder.
  func text(standingIn target: String) -> String {
    var experiment = row.experiment
    if experiment.title != row.label { experiment.title += ": \(row.label)" }
    let moved = { (path: String) in self.moved(path, to: target) }
    experiment.schema = experiment.schema.map(moved)
    experiment.dataset = experiment.dataset.placed(
      asWrittenIn: row.source["dataset"], beside: folder
    ).replacingPaths(moved)
    if let first = experiment.training.firstWeights {
      let source = row.source["training"]?["init"]?.location?.source
      let path = PathResolver(folders: [folder]).placed(first.path, writtenIn: source)
      experiment.training = experiment.training.takingWeights(from: moved(path))
    }
    if var other = experiment.training.transferredWeights {
      let source = row.source["training"]?["init"]?.location?.source
      other.experiment = moved(
        PathResolver(folders: [folder]).placed(other.experiment, writtenIn: source))
      experiment.training.initialization = OneOf(other)
    }
    // There is no other row to compare with, and what an author says of the sweep quotes its rows.
    experiment.report.baseline = nil
    (experiment.report.introduction, experiment.report.discussion) = (nil, nil)
    experiment.report.captions = [:]
    return experiment.json.withoutNulls.pretty + "\n"
  }

  /// A path that is found beside the experiment, seen from another folder; any other, which is absolute
  /// or found below SWEEP_DATA, as it is.
  private func moved(_ path: String, to target: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let mark = path.range(of: ".npz#", options: .caseInsensitive)
    let file = mark.map { String(path[..<path.index(before: $0.upperBound)]) } ?? path
    let place = (folder as NSString).appendingPathComponent(file)
    guard FileManager.default.fileExists(atPath: place) else { return path }
    return RelativePath.text(from: target, to: place) + path.dropFirst(file.count)
  }
}

extension JSON {
  /// The value without members that are null, which say no more than what is left out.
  fileprivate var withoutNulls: JSON {
    if let elements { return .array(elements.map(\.withoutNulls)) }
    guard let members else { return self }
    return .object(
      members.filter { $0.value != .null }.map { ($0.name, $0.value.withoutNulls) })
  }
}
