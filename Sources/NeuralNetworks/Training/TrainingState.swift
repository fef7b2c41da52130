import Specification

/// A training's state as bytes: a `.safetensors` file of weights and what the optimizer remembers,
/// with the progress in its notes.
///
/// Random numbers depend on seed, epoch, image and step alone, so the progress is their position.
extension TrainingRun {
  /// The bytes from which the training can go on.
  func state() -> [UInt8] {
    var tensors = network.weightsSnapshot().tensors
    for (index, moment) in memory.moments.enumerated() {
      for tensor in network.snapshot(moment).tensors {
        tensors.append(
          Weights.Tensor(
            name: "optimizer.\(index).\(tensor.name)", shape: tensor.shape, values: tensor.values))
      }
    }
    return SafeTensors.encode(
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
      let prefix = "optimizer.\(index)."
      let own = weights.tensors.filter { $0.name.hasPrefix(prefix) }
      let renamed = own.map {
        Weights.Tensor(
          name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
      }
      try network.load(Weights(renamed), into: moment)
    }
    progress = restored
  }
}

extension TrainingProgress {
  /// Every field; numbers read back as the same doubles.
  var json: JSON {
    .object([
      ("epoch", epoch.json), ("step", step.json), ("steps", steps.json),
      ("total", epochLoss.total.json), ("count", epochLoss.count.json),
      ("firstLoss", firstLoss.json), ("history", .array(history.map(\.json))),
    ])
  }

  /// Reads what `json` writes.
  init?(_ json: JSON) {
    guard let epoch = json["epoch"]?.integer, let step = json["step"]?.integer,
      let steps = json["steps"]?.integer, let total = json["total"]?.number,
      let count = json["count"]?.integer, let reports = json["history"]?.elements
    else { return nil }
    self.epoch = epoch
    self.step = step
    self.steps = steps
    epochLoss = BatchLoss(total: total, count: count)
    firstLoss = json["firstLoss"]?.number
    history = reports.compactMap(EpochReport.init)
    guard history.count == reports.count else { return nil }
  }
}
