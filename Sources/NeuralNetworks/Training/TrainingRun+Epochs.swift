import Specification

extension TrainingRun {
  /// Draws the first weights, and takes those that are to come from a file.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file; nil where the training names none.
  ///   - start: what the training begins from that another left.
  /// - Throws: `TrainingError.weights` when they do not fit the model, or the file is not given.
  func begin(with file: [UInt8]?, from start: TrainingStart?) throws {
    let initializer = trainer.training.initialization?.value ?? DefaultWeights()
    network.drawWeights(initializer, seed: trainer.seed)
    if let first = initializer as? FirstWeights {
      guard let file else { throw TrainingError.weights("\(first.path) was not read") }
      let weights = try SafeTensors.decode(file).weights
      let faults = first.faults(of: weights, for: trainer.architecture)
      guard faults.isEmpty else {
        throw TrainingError.weights(faults.map(\.message).joined(separator: "\n"))
      }
      network.take(first.named(weights), where: first.takes)
    }
    if let other = initializer as? TransferredWeights {
      throw TrainingError.weights("the training that \(other.experiment) gives was not planned")
    }
    try companion?.begin(self, from: start)
    frozen = FrozenWeights(of: network)
  }

  /// Whether every epoch is done, or the objective or early stopping says it is enough.
  var isDone: Bool {
    progress.isSettled || progress.epoch >= trainer.training.epochs
      || trainer.training.earlyStopping?.isOver(losses) ?? false
  }

  /// Takes the weights of the best epoch, where early stopping wants them.
  func keepBest() throws {
    if let best { try network.load(best) }
  }

  /// Trains to the end of the current epoch; false when it was asked to stop before.
  func epoch(
    shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void
  ) throws -> Bool {
    let number = progress.epoch + 1
    let order = order(ofEpoch: number)
    let size = trainer.training.batchSize
    while progress.step < stepsPerEpoch {
      if companion?.update(self) ?? false {
        progress.isSettled = true
        if progress.step == 0 { return true }
        break
      }
      let start = progress.step * size
      let loss = step(order[start..<min(order.count, start + size)])
      progress.step += 1
      progress.steps += 1
      try checkLoss(loss, epoch: number)
      try observe(
        .step(
          StepReport(
            epoch: number, step: progress.step, stepsPerEpoch: stepsPerEpoch, loss: loss)))
      if shouldStop() { return false }
    }
    try finishEpoch(observe)
    return true
  }

  private func checkLoss(_ loss: Double, epoch: Int) throws {
    let first = progress.firstLoss ?? loss
    progress.firstLoss = first
    guard loss.isFinite, abs(loss) <= Trainer.explosion * max(abs(first), 1e-6) else {
      throw TrainingError.diverged(epoch: epoch, step: progress.step, loss: loss)
    }
  }

  private func finishEpoch(_ observe: (TrainingEvent) throws -> Void) throws {
    progress.step -= 1
    var report = EpochReport(
      epoch: progress.epoch + 1, learningRate: learningRate,
      train: summary(trainer.training.measure == .after ? evaluate(data) : progress.sums))
    if let validation { report.validation = summary(evaluate(validation)) }
    progress.history.append(report)
    progress.epoch += 1
    progress.step = 0
    progress.sums = LossSums()
    let stopping = trainer.training.earlyStopping
    if let stopping, stopping.keep == .best, stopping.bestEpoch(losses) == progress.epoch {
      best = network.weightsSnapshot()
    }
    try observe(.epoch(report, state: { try self.state() }))
    try observeCheckpoint(observe)
  }

  /// Sums of losses as they are reported: means over images.
  private func summary(_ sums: LossSums) -> LossSummary {
    objective.summary(sums, penaltyWeight: penaltyWeight, network.architecture)
  }

  /// Tells of a checkpoint, where the current epoch is one.
  func observeCheckpoint(_ observe: (TrainingEvent) throws -> Void) throws {
    let training = trainer.training
    guard training.checkpoints.epochs(of: training.epochs).contains(progress.epoch) else { return }
    let model = snapshot()
    var error: Double?
    if trainer.architecture.givesImagesBack {
      error = try model.reconstructionErrors(of: data).reduce(0, +) / Double(data.count)
    }
    try observe(
      .checkpoint(
        CheckpointReport(epoch: progress.epoch, reconstructionError: error), model: model))
  }
}
