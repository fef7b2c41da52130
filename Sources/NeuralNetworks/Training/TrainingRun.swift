import CKernels
import Numerics
import Specification

/// A training under way: network, optimizer, and how far it has come.
package final class TrainingRun {
  let trainer: Trainer
  let data: any BatchSource
  let validation: (any BatchSource)?
  let watch: LossWatch
  let network: Network<Float>
  var memory: OptimizerMemory<Float>
  let objective: any Objective
  let optimizer: any Optimizer
  let companion: (any TrainingCompanion)?
  private let changes: ImageChanges
  var progress = TrainingProgress()
  /// The weights that stay as they are.
  var frozen: FrozenWeights?
  /// The weights of the best epoch, where early stopping wants them.
  var best: Weights?

  init(
    _ trainer: Trainer, data: any BatchSource, validation: (any BatchSource)?
  ) throws {
    guard let objective = trainer.objective else { throw TrainingError.nothingToTrain }
    try trainer.check(data)
    if let validation { try trainer.check(validation) }
    self.trainer = trainer
    self.objective = objective
    self.data = data
    self.validation = validation
    watch = LossWatch(
      trainer.watched ?? (validation == nil ? .training : .validation),
      of: trainer.architecture.objective)
    let largest = max(data.count, validation?.count ?? 0)
    network = try Network(
      trainer.architecture,
      batch: min(trainer.training.batchSize, largest) * objective.views, isTraining: true,
      frozen: trainer.firstWeights?.frozen ?? [])
    companion = objective.companion(images: data.count)
    changes = ImageChanges(
      objective.augmentation(of: trainer.training), views: objective.views, seed: trainer.seed)
    optimizer = trainer.training.optimizer?.value ?? Adam()
    let weights = network.weights
    memory = OptimizerMemory(
      weights: weights, gradients: network.gradients,
      moments: (0..<optimizer.moments).map { _ in Arena(copyingSizeOf: weights) })
  }

  /// The loss after each epoch that the training chooses by.
  var losses: [Double] { progress.history.map(watch.value) }

  var stepsPerEpoch: Int {
    (data.count + trainer.training.batchSize - 1) / trainer.training.batchSize
  }

  /// The images of an epoch in the order in which they are met.
  func order(ofEpoch epoch: Int) -> [Int] {
    var random = RandomStream(seed: trainer.seed, purpose: "order", index: UInt64(epoch))
    return random.permutation(data.count)
  }

  /// The learning rate of the next step.
  var learningRate: Double {
    guard let schedule = trainer.training.schedule else { return optimizer.learningRate }
    let position = SchedulePosition(
      epoch: progress.epoch, step: progress.step, stepsPerEpoch: stepsPerEpoch,
      epochs: trainer.training.epochs, losses: losses)
    return optimizer.learningRate * schedule.value.factor(at: position)
  }

  /// The weight, in the current epoch, of what layers add to the loss.
  var penaltyWeight: Double { objective.penaltyWeight(inEpoch: progress.epoch + 1) }

  /// One step: forward, backward, new weights. Returns what was made small.
  func step(_ indices: ArraySlice<Int>) -> Double {
    let count = indices.count
    fill(indices, from: data, isTraining: true)
    let penaltyFactor = objective.penaltyFactor(weight: penaltyWeight, count: count)
    let pass = network.pass(
      count: count * objective.views, isTraining: true, seed: trainer.seed,
      step: UInt64(progress.steps),
      penaltyFactor: penaltyFactor)
    let output = network.forward(pass)
    let sums = objective.losses(
      of: output, gradient: network.outputGradient(pass), in: network, pass)
    network.backward(pass)
    frozen?.silence(network.gradients)
    if let limit = trainer.training.gradientClipping { memory.clip(to: limit) }
    optimizer.update(memory, step: progress.steps + 1, learningRate: learningRate)
    frozen?.restore(network.weights)
    progress.sums += sums
    return sums.total * objective.factor(count: count, network.architecture)
      + sums.penalty * penaltyFactor
  }

  /// The losses on images, weights standing still.
  func evaluate(_ source: any BatchSource) -> LossSums {
    var sums = LossSums()
    let indices = Array(0..<source.count)
    let size = network.batch / objective.views
    for start in stride(from: 0, to: source.count, by: size) {
      let batch = indices[start..<min(source.count, start + size)]
      fill(batch, from: source, isTraining: false)
      let pass = network.pass(count: batch.count * objective.views)
      sums += objective.losses(of: network.forward(pass), gradient: nil, in: network, pass)
    }
    return sums
  }

  /// Brings the views of images, and what the output is held against, into the network.
  private func fill(_ indices: ArraySlice<Int>, from source: any BatchSource, isTraining: Bool) {
    let size = indices.count * network.architecture.input.count
    for view in 0..<objective.views {
      let place = network.input + view * size
      source.fill(indices, into: UnsafeMutableBufferPointer(start: place.base, count: size))
      // Views that were not changed would be one.
      if isTraining || objective.views > 1 {
        let epoch = isTraining ? progress.epoch : 0
        changes.apply(
          to: indices, at: place, shape: network.architecture.input, view: view,
          first: UInt64(epoch * data.count))
      }
    }
    let draw = isTraining ? (trainer.seed, UInt64(progress.steps)) : nil
    objective.setTargets(of: Batch(indices: indices, source: source, draw: draw), in: network)
    if isTraining { companion?.setTargets(of: indices, in: network) }
  }

  /// The model as it is now.
  func snapshot() -> TrainedModel {
    TrainedModel(
      model: trainer.model, architecture: trainer.architecture,
      weights: network.weightsSnapshot())
  }
}

extension OptimizerMemory {
  /// Makes the norm of all gradients together at most `limit`, by the factor they are taken with.
  mutating func clip(to limit: Double) {
    let norm = T.kernels.sum_of_squares(gradients.count, gradients.all.base).squareRoot()
    gradientFactor = min(1, limit / (norm + 1e-6))
  }
}

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

/// The weights that training leaves as they are, to the bit.
///
/// Their gradients are taken as 0, so that the gradient's norm is that of the others; an optimizer that
/// moves weights without a gradient (weight decay, momentum) is undone.
struct FrozenWeights {
  private let regions: [Region]
  private let kept: Arena<Float>

  /// Keeps the frozen weights of a network as they are now; nil when there are none.
  init?(of network: Network<Float>) {
    let regions = network.tensors.filter { tensor in
      tensor.specification.isTrained
        && network.frozen.contains { LayerName.covers($0, tensor.name) }
    }.map(\.region)
    guard !regions.isEmpty else { return nil }
    self.regions = regions
    kept = Arena(copyingSizeOf: network.weights)
    copy(from: network.weights, to: kept)
  }

  /// Sets their gradients to 0.
  func silence(_ gradients: Arena<Float>) {
    for region in regions {
      gradients[region].base.update(repeating: 0, count: region.count)
    }
  }

  /// Puts them back.
  func restore(_ weights: Arena<Float>) { copy(from: kept, to: weights) }

  private func copy(from source: Arena<Float>, to target: Arena<Float>) {
    for region in regions {
      target[region].base.update(from: source[region].base, count: region.count)
    }
  }
}
