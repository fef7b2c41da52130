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
    let store = experiment.store
    let export = SweepExport(
      try experiment.plan(), artefact: { try store.verified($0, $1) },
      isStored: { store.contains($0) })
    var written: [String] = []
    do {
      if let folder = arguments.value("--to") {
        let count = try export.write(to: folder)
        if count > 0 { written.append("\(count) files below \(folder)") }
      }
      if let folder = arguments.value("--tensorboard") {
        let count = try export.writeTensorBoard(to: folder)
        if count > 0 { written.append("\(count) event files below \(folder)") }
      }
    } catch let damage as DamagedArtefact {
      Terminal.note("\(damage); sweep run \(experiment.file.path) computes it again")
      return .failure
    }
    guard !written.isEmpty else {
      throw UsageError("nothing of it is stored; sweep run \(experiment.file.path) computes it")
    }
    Terminal.print(written.joined(separator: "\n"))
    return .success
  }
}
