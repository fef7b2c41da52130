import Specification

/// How far a training has come.
struct TrainingProgress {
  /// The epochs that are done.
  var epoch = 0
  /// The steps of the current epoch that are done.
  var step = 0
  /// All steps that are done.
  var steps = 0
  /// The losses of the current epoch so far.
  var sums = LossSums()
  /// The loss of the very first step.
  var firstLoss: Double?
  /// Whether the objective has said that it is enough.
  var isSettled = false
  /// The epochs' reports.
  var history: [EpochReport] = []
}

extension TrainingProgress {
  /// Every field; numbers read back as the same doubles.
  var json: JSON {
    let settled = isSettled ? [("settled", true.json)] : []
    return .object(
      [
        ("epoch", epoch.json), ("step", step.json), ("steps", steps.json),
        ("total", sums.total.json), ("penalty", sums.penalty.json), ("correct", sums.correct.json),
        ("count", sums.count.json), ("firstLoss", firstLoss.json),
        ("history", .array(history.map(\.json))),
      ] + settled)
  }

  /// Reads what `json` writes.
  init?(_ json: JSON) {
    let names = ["epoch", "step", "steps", "correct", "count"]
    let integers = names.compactMap { json[$0]?.integer }
    guard integers.count == names.count, let total = json["total"]?.number,
      let penalty = json["penalty"]?.number, let reports = json["history"]?.elements
    else { return nil }
    epoch = integers[0]
    step = integers[1]
    steps = integers[2]
    sums = LossSums(total: total, penalty: penalty, correct: integers[3], count: integers[4])
    firstLoss = json["firstLoss"]?.number
    isSettled = json["settled"] != nil
    history = reports.compactMap(EpochReport.init)
    guard history.count == reports.count else { return nil }
  }
}

/// A training's state as bytes: a `.safetensors` file of weights and what the optimizer remembers,
/// with the progress in its notes.
///
/// Random numbers depend on seed, epoch, image and step alone, so the progress is their position.
extension TrainingRun {
  /// The bytes from which the training can go on.
  ///
  /// - Throws: `TrainingError.weights` never for a model whose tensors have names of their own.
  func state() throws -> [UInt8] {
    var tensors = network.weightsSnapshot().tensors
    for (index, moment) in memory.moments.enumerated() {
      for tensor in network.snapshot(moment).tensors {
        tensors.append(tensor.renamed("optimizer.\(index).\(tensor.name)"))
      }
    }
    tensors += companion?.tensors ?? []
    for tensor in best?.tensors ?? [] { tensors.append(tensor.renamed("best.\(tensor.name)")) }
    return try SafeTensors.encode(
      Weights(tensors),
      notes: ["progress": progress.json.canonical, "training": identity.canonical])
  }

  /// What the state belongs to.
  private var identity: JSON {
    .object([
      ("model", trainer.model.json), ("training", trainer.training.json),
      ("seed", String(trainer.seed).json), ("images", data.count.json),
    ])
  }

  /// Whether a state belongs to the same training of another number of epochs, where that number makes
  /// no difference to an epoch.
  private func isShorter(_ owner: String) -> Bool {
    let source = Source(name: "training", bytes: Array(owner.utf8))
    guard trainer.training.lengthObstacle == nil, let owner = try? JSONParser.parse(source) else {
      return false
    }
    return owner.withoutLength.canonical == identity.withoutLength.canonical
  }

  /// Takes a state over: of this training, or of the same of fewer epochs.
  ///
  /// - Throws: `TrainingError.foreignState` when it is of another training.
  func restore(_ bytes: [UInt8]) throws {
    let (weights, notes) = try SafeTensors.decode(bytes)
    guard let owner = notes["training"], owner == identity.canonical || isShorter(owner) else {
      throw TrainingError.foreignState("it was left by another training")
    }
    let restored = try TrainingProgress(inNotes: notes)
    guard restored.epoch <= trainer.training.epochs else {
      throw TrainingError.foreignState("it was left after the last epoch of this training")
    }
    try network.load(weights)
    for (index, moment) in memory.moments.enumerated() {
      try network.load(weights.under("optimizer.\(index)."), into: moment)
    }
    let best = weights.under("best.")
    self.best = best.tensors.isEmpty ? nil : best
    companion?.restore(weights, in: network)
    progress = restored
    frozen = FrozenWeights(of: network)
  }
}

extension JSON {
  /// A value whose member "training" is without its number of epochs.
  package var withoutLength: JSON {
    .object(
      (members ?? []).map { member in
        guard member.name == "training" else { return (member.name, member.value) }
        let rest = (member.value.members ?? []).filter { $0.name != "epochs" }
        return (member.name, .object(rest.map { ($0.name, $0.value) }))
      })
  }
}

extension EpochReport {
  /// The epochs of a training, from the bytes that it can go on from.
  ///
  /// - Throws: `TrainingError.foreignState` when they cannot be read.
  public static func history(inState bytes: [UInt8]) throws -> [EpochReport] {
    try TrainingProgress(inNotes: SafeTensors.decode(bytes).notes).history
  }
}

extension TrainingProgress {
  /// Reads the progress beside the tensors of a state.
  fileprivate init(inNotes notes: [String: String]) throws(TrainingError) {
    let text = Array((notes["progress"] ?? "").utf8)
    guard let json = try? JSONParser.parse(Source(name: "progress", bytes: text)),
      let progress = TrainingProgress(json)
    else { throw TrainingError.foreignState("its progress cannot be read") }
    self = progress
  }
}
