import Datasets
import Experiments
import Files
import NeuralNetworks
import Runner
import Specification

/// Copies what other programs read out of the store: embeddings, labels, weights, curves.
public struct SweepExport {
  private let plan: SweepPlan
  private let artefact: (StageKey, String) throws -> String
  private let isStored: (StageKey) -> Bool
  private let stoppedRows: Set<Int>

  /// What was exported.
  public struct Outcome: Sendable {
    /// How many files were written.
    public var count = 0
    /// The files that a whole export would have, but whose stages are not stored.
    public var missing: [String] = []
  }

  /// Prepares to export.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - artefact: the path of a verified file of a stage.
  ///   - isStored: whether a stage has an artefact.
  ///   - stopped: the rows that a search did not train to the end.
  public init(
    _ plan: SweepPlan, artefact: @escaping (StageKey, String) throws -> String,
    isStored: @escaping (StageKey) -> Bool, stopped: [SuccessiveHalving.Stopped] = []
  ) {
    self.plan = plan
    self.artefact = artefact
    self.isStored = isStored
    stoppedRows = Set(stopped.map(\.row))
  }

  /// Writes `ROW/seed-N/`: `embedding.npy`, `reduced.npy`, `clusters.npy`, `predicted.npy` (the class
  /// matched to each cluster), `labels.npy` (the true classes), `curve.json`,
  /// `weights.safetensors` and the `model.py` that uses it, as far as the trial has them.
  ///
  /// - Returns: the files written, and those whose stages are not stored.
  /// - Throws: `FileError` when the system refuses, `DamagedArtefact` for a damaged file of a stage.
  public func write(to folder: String) throws -> Outcome {
    var outcome = Outcome()
    for trial in plan.trials where !stoppedRows.contains(trial.row) {
      let split = plan.sweep.rows[trial.row].experiment.evaluation.split
      let files: [(StageKey?, String, String)] = [
        (trial.embed[split], ArtefactFile.embedding, "embedding.npy"),
        (trial.reduce.last, ArtefactFile.embedding, "reduced.npy"),
        (trial.cluster, ArtefactFile.labels, "clusters.npy"),
        (trial.hasLabels ? trial.score : nil, ArtefactFile.predicted, "predicted.npy"),
        (trial.hasLabels ? trial.data[split] : nil, ArtefactFile.labels, "labels.npy"),
        (trial.train, ArtefactFile.curve, "curve.json"),
        (trial.train, ArtefactFile.weights, "weights.safetensors"),
      ]
      let place = Self.folderName(of: trial, in: plan)
      for (key, file, name) in files {
        guard let key else { continue }
        guard isStored(key) else {
          outcome.missing.append("\(place)/\(name)")
          continue
        }
        let bytes = try StoredFile.bytes(at: artefact(key, file))
        try AtomicFile.write(bytes, to: "\(folder)/\(place)/\(name)")
        outcome.count += 1
      }
      if let key = trial.train, isStored(key) {
        let script = plan.pyTorchScript(of: trial)
        try AtomicFile.write(script.text, to: "\(folder)/\(place)/model.py")
        outcome.count += 1
      }
    }
    return outcome
  }

  /// Writes the curves of every training as TensorBoard event files, a run for each trial.
  ///
  /// - Returns: the files written, and those whose stages are not stored.
  /// - Throws: `FileError` when the system refuses.
  public func writeTensorBoard(to folder: String) throws -> Outcome {
    var outcome = Outcome()
    let file = ReportFile<[EpochReport]>.epochs
    for trial in plan.trials where !stoppedRows.contains(trial.row) {
      guard let key = trial.train else { continue }
      let name = Self.folderName(of: trial, in: plan)
      guard isStored(key) else {
        outcome.missing.append("\(name)/\(Self.eventFile)")
        continue
      }
      var log = TensorBoardLog()
      for epoch in try file.content(at: artefact(key, file.name)) {
        for member in epoch.json.members ?? [] where member.name != "epoch" {
          if let value = member.value.number { log.add(member.name, value, step: epoch.epoch) }
        }
      }
      try AtomicFile.write(log.bytes, to: "\(folder)/\(name)/\(Self.eventFile)")
      outcome.count += 1
    }
    return outcome
  }

  private static let eventFile = "events.out.tfevents.0.sweepbook"

  /// `01-latent-32/seed-0`: the number keeps the order and tells equal labels apart.
  private static func folderName(of trial: TrialPlan, in plan: SweepPlan) -> String {
    let label = plan.sweep.rows[trial.row].label
    let words = label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let number = trial.row + 1 < 10 ? "0\(trial.row + 1)" : "\(trial.row + 1)"
    return "\(number)-\(words.joined(separator: "-").prefix(60))/seed-\(trial.seed)"
  }
}

extension SweepPlan {
  /// The network of a trial in plain PyTorch.
  func pyTorchScript(of trial: TrialPlan) -> PyTorchScript {
    let dataset = sweep.rows[trial.row].experiment.dataset
    return PyTorchScript(
      trial.architecture, scale: Double(dataset.scale.low)...Double(dataset.scale.high),
      preparation: dataset.preparationText, classes: trial.classNames)
  }
}

extension DatasetSpecification {
  /// What is done to images beside scaling, as it is written; nil: nothing.
  fileprivate var preparationText: String? {
    let names: Set = ["padTo", "resize", "fit", "filter", "channels", "ground"]
    let members = (json.members ?? []).filter { names.contains($0.name) && $0.value != .null }
    guard !members.isEmpty else { return nil }
    return members.map { "\($0.name) \($0.value.canonical)" }.joined(separator: ", ")
  }
}
