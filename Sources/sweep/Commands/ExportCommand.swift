import Experiments
import Pipeline
import Runner

/// `sweep export`: embeddings, labels, weights and curves for other programs.
enum ExportCommand: Command {
  static let name = "export"
  static let usage = "FILE"
  static let summary = "copy embeddings, labels, weights and curves out of the store"
  static let options =
    ExperimentArguments.options + [
      Option("--to", "DIR", "write .npy and .safetensors files below DIR"),
      Option("--tensorboard", "DIR", "write the curves as TensorBoard event files below DIR"),
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let experiment = try ExperimentArguments(arguments, command: name)
    guard arguments.has("--to") || arguments.has("--tensorboard") else {
      throw UsageError("where to? --to DIR, --tensorboard DIR, or both")
    }
    do {
      return try experiment.holding { plan, registration in
        let store = experiment.store
        let export = SweepExport(
          plan, artefact: { try store.verified($0, $1) }, isStored: { store.contains($0) },
          stopped: try Self.stopped(SweepExecution(plan, in: store, registering: registration)))
        return try write(export, arguments, experiment.file.path)
      }
    } catch let damage as DamagedArtefact {
      Terminal.note("\(damage); sweep run \(experiment.file.path) computes it again")
      return .failure
    }
  }

  private static func write(
    _ export: SweepExport, _ arguments: Arguments, _ file: String
  ) throws -> ExitCode {
    var written: [String] = []
    var missing: [String] = []
    if let folder = arguments.value("--to") {
      let outcome = try export.write(to: folder)
      if outcome.count > 0 { written.append("\(outcome.count) files below \(folder)") }
      missing += outcome.missing
    }
    if let folder = arguments.value("--tensorboard") {
      let outcome = try export.writeTensorBoard(to: folder)
      if outcome.count > 0 { written.append("\(outcome.count) event files below \(folder)") }
      missing += outcome.missing
    }
    guard !written.isEmpty else {
      throw UsageError("nothing of it is stored; sweep run \(file) computes it")
    }
    Terminal.print(written.joined(separator: "\n"))
    guard !missing.isEmpty else { return .success }
    let shown = missing.prefix(10).map { "\n  \($0)" }.joined()
    let rest = missing.count > 10 ? "\n  and \(missing.count - 10) more" : ""
    Terminal.note(
      "\(missing.count) files are missing, for their stages are not stored; sweep run \(file) "
        + "computes them:\(shown)\(rest)")
    return .failure
  }

  /// The rows that a search stopped; as long as it is not known to be over, none.
  private static func stopped(
    _ execution: SweepExecution
  ) throws -> [SuccessiveHalving.Stopped] {
    do {
      return try execution.stored().stopped
    } catch is IncompleteSweep {
      return []
    }
  }
}
