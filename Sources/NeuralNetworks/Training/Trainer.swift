import Specification

/// A training, as a value: the same trainer and data give the same bytes.
public struct Trainer: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// How it is trained.
  public let training: Training
  /// The model's layers for these images.
  public let architecture: Architecture
  /// The seed that every random number depends on.
  public let seed: UInt64

  /// A loss this many times the first step's has exploded.
  static var explosion: Double { 1e6 }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - training: how it is trained.
  ///   - input: the shape of an image, `[H, W, C]`.
  ///   - classes: the number of classes, for a classifier.
  ///   - seed: the seed that every random number depends on.
  /// - Throws: `ShapeError` when the layers do not fit, `TrainingError` when the loss does not
  ///   go with the model.
  public init(
    model: OneOf<Models>, training: Training, input: [Int], classes: Int? = nil, seed: UInt64
  ) throws {
    guard let shape = Shape(input) else { throw TrainingError.shape(expected: [], found: input) }
    self.model = model
    self.training = training
    self.seed = seed
    architecture = try model.value.architecture(for: shape, classes: classes)
    _ = try imageLoss()
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - data: the training set.
  ///   - validation: images on which the loss is taken after each epoch.
  ///   - weights: the bytes of a `.safetensors` file to begin from, instead of random weights.
  ///   - state: the bytes that an earlier training left, to go on from.
  ///   - observe: told what happens; an error it throws ends the training and is passed on.
  ///   - shouldStop: asked after each step; true ends the training with its state.
  /// - Returns: the model and its history, or the state of a training that was stopped.
  /// - Throws: `TrainingError`.
  public func train(
    on data: any BatchSource, validation: (any BatchSource)? = nil, weights: [UInt8]? = nil,
    resuming state: [UInt8]? = nil, observe: (TrainingEvent) throws -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> TrainingOutcome {
    guard !architecture.stacks.isEmpty else { throw TrainingError.nothingToTrain }
    let run = try TrainingRun(self, data: data, validation: validation)
    if let state {
      try run.restore(state)
    } else {
      run.network.drawWeights(seed: seed)
      if let weights { try run.network.load(SafeTensors.decode(weights).weights) }
      try run.observeCheckpoint(observe)
    }
    while run.progress.epoch < training.epochs {
      guard try run.epoch(shouldStop: shouldStop, observe) else {
        return .stopped(state: run.state())
      }
    }
    return .finished(run.snapshot(), history: run.progress.history)
  }

  /// The loss of a model that gives images back.
  func imageLoss() throws -> any ImageLoss {
    guard let loss = training.loss?.value else { return MeanSquaredError() }
    guard let imageLoss = loss as? any ImageLoss else {
      throw TrainingError.unsuitableLoss(
        "the loss \"\(type(of: loss).kind)\" compares classes, this model gives images back")
    }
    return imageLoss
  }

  /// Throws where images have another shape than the model's.
  func checkShape(of data: any BatchSource) throws {
    guard data.shape == architecture.input.dimensions else {
      throw TrainingError.shape(expected: architecture.input.dimensions, found: data.shape)
    }
  }
}

extension TrainingRun {
  /// Trains to the end of the current epoch; false when it was asked to stop before.
  func epoch(
    shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void
  ) throws -> Bool {
    let number = progress.epoch + 1
    let order = order(ofEpoch: number)
    let size = trainer.training.batchSize
    while progress.step < stepsPerEpoch {
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
    var report = EpochReport(
      epoch: progress.epoch + 1, learningRate: optimizer.learningRate,
      trainLoss: reported(progress.epochLoss), trainLossPerPixel: perPixel(progress.epochLoss))
    if let validation {
      let sum = evaluate(validation)
      report.validationLoss = reported(sum)
      report.validationLossPerPixel = perPixel(sum)
    }
    progress.history.append(report)
    progress.epoch += 1
    progress.step = 0
    progress.epochLoss = BatchLoss()
    try observe(.epoch(report, state: { self.state() }))
    try observeCheckpoint(observe)
  }

  /// Tells of a checkpoint, where the current epoch is one.
  func observeCheckpoint(_ observe: (TrainingEvent) throws -> Void) throws {
    let training = trainer.training
    guard training.checkpoints.epochs(of: training.epochs).contains(progress.epoch) else { return }
    let model = snapshot()
    let errors = try model.reconstructionErrors(of: data)
    let mean = errors.reduce(0, +) / Double(errors.count)
    try observe(
      .checkpoint(
        CheckpointReport(epoch: progress.epoch, reconstructionError: mean), model: model))
  }
}
