import CKernels
import Numerics
import Specification

/// A training under way: network, optimizer, and how far it has come.
final class TrainingRun {
  let trainer: Trainer
  let data: any BatchSource
  let validation: (any BatchSource)?
  let network: Network<Float>
  var memory: OptimizerMemory<Float>
  let objective: Objective
  let optimizer: any Optimizer
  var progress = TrainingProgress()
  /// The weights of the best epoch, where early stopping wants them.
  var best: Weights?

  init(
    _ trainer: Trainer, data: any BatchSource, validation: (any BatchSource)?
  ) throws {
    try trainer.check(data)
    if let validation { try trainer.check(validation) }
    self.trainer = trainer
    self.data = data
    self.validation = validation
    let largest = max(data.count, validation?.count ?? 0)
    network = try Network(
      trainer.architecture, batch: min(trainer.training.batchSize, largest), isTraining: true)
    optimizer = trainer.training.optimizer?.value ?? Adam()
    let weights = network.weights
    memory = OptimizerMemory(
      weights: weights, gradients: network.gradients,
      moments: (0..<optimizer.moments).map { _ in Arena(copyingSizeOf: weights) })
    objective = try trainer.objective()
  }

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
      epochs: trainer.training.epochs, losses: progress.losses)
    return optimizer.learningRate * schedule.value.factor(at: position)
  }

  /// The weight of the KL divergence in the current epoch.
  var beta: Double {
    guard case .variationalReconstruction(let divergence) = trainer.architecture.objective else {
      return 0
    }
    return divergence.weight(inEpoch: progress.epoch + 1)
  }

  /// One step: forward, backward, new weights. Returns what was made small.
  func step(_ indices: ArraySlice<Int>) -> Double {
    let count = indices.count
    fill(indices, from: data, isTraining: true)
    let penaltyFactor = Network<Float>.penaltyFactor(objective, beta: beta, count: count)
    let pass = network.pass(
      count: count, isTraining: true, seed: trainer.seed, step: UInt64(progress.steps),
      penaltyFactor: penaltyFactor)
    let output = network.forward(pass)
    let sums = network.losses(
      objective, of: output, gradient: network.outputGradient(pass), pass)
    network.backward(pass)
    if let limit = trainer.training.gradientClipping { memory.clip(to: limit) }
    optimizer.update(memory, step: progress.steps + 1, learningRate: learningRate)
    progress.sums += sums
    return sums.total * network.factor(objective, count: count) + sums.penalty * penaltyFactor
  }

  /// The losses on images, weights standing still.
  func evaluate(_ source: any BatchSource) -> LossSums {
    var sums = LossSums()
    let indices = Array(0..<source.count)
    for start in stride(from: 0, to: source.count, by: network.batch) {
      let batch = indices[start..<min(source.count, start + network.batch)]
      fill(batch, from: source, isTraining: false)
      let pass = network.pass(count: batch.count)
      sums += network.losses(objective, of: network.forward(pass), gradient: nil, pass)
    }
    return sums
  }

  /// Brings images, and what the output is held against, into the network.
  private func fill(_ indices: ArraySlice<Int>, from source: any BatchSource, isTraining: Bool) {
    let size = network.architecture.input.count
    let input = network.input.base
    source.fill(
      indices, into: UnsafeMutableBufferPointer(start: input, count: indices.count * size))
    if isTraining { augment(indices) }
    if case .classes = objective, let labels = source.labels {
      for (row, index) in indices.enumerated() { network.labels[row] = CInt(labels[index]) }
      return
    }
    network.target.base.update(from: input, count: indices.count * size)
    guard isTraining, case .reconstruction(let noise) = network.architecture.objective, noise > 0
    else { return }
    var random = RandomStream(
      seed: trainer.seed, purpose: "noise", index: UInt64(progress.steps))
    for index in 0..<indices.count * size { input[index] += Float(noise * random.normal()) }
  }

  /// Changes training images at random; an image's changes depend on the image and the epoch.
  private func augment(_ indices: ArraySlice<Int>) {
    guard !trainer.training.augmentation.isEmpty,
      case .image(let height, let width, let channels) = network.architecture.input
    else { return }
    for (row, index) in indices.enumerated() {
      let view = ImageView(
        base: network.input.base + row * height * width * channels, height: height, width: width,
        channels: channels)
      let number = UInt64(progress.epoch * data.count + index)
      for (position, augmentation) in trainer.training.augmentation.enumerated() {
        var random = RandomStream(
          seed: trainer.seed, purpose: "augmentation/\(position)", index: number)
        augmentation.value.apply(to: view, &random)
      }
    }
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
