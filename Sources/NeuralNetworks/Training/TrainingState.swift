import Specification

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

  /// Takes a state over.
  ///
  /// - Throws: `TrainingError.foreignState` when it is of another training.
  func restore(_ bytes: [UInt8]) throws {
    let (weights, notes) = try SafeTensors.decode(bytes)
    guard notes["training"] == identity.canonical else {
      throw TrainingError.foreignState("it was left by another training")
    }
    let text = Array((notes["progress"] ?? "").utf8)
    guard let json = try? JSONParser.parse(Source(name: "progress", bytes: text)),
      let restored = TrainingProgress(json)
    else { throw TrainingError.foreignState("its progress cannot be read") }
    try network.load(weights)
    for (index, moment) in memory.moments.enumerated() {
      try network.load(weights.under("optimizer.\(index)."), into: moment)
    }
    let best = weights.under("best.")
    self.best = best.tensors.isEmpty ? nil : best
    progress = restored
    frozen = FrozenWeights(of: network)
  }
}
