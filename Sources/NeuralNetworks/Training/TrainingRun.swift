import Numerics
import Specification

/// A training under way: network, optimizer, and how far it has come.
final class TrainingRun {
  let trainer: Trainer
  let data: any BatchSource
  let validation: (any BatchSource)?
  let network: Network<Float>
  let memory: OptimizerMemory<Float>
  let loss: any ImageLoss
  let optimizer: any Optimizer
  var progress = TrainingProgress()

  init(
    _ trainer: Trainer, data: any BatchSource, validation: (any BatchSource)?
  ) throws {
    let training = trainer.training
    try trainer.checkShape(of: data)
    if let validation { try trainer.checkShape(of: validation) }
    guard data.count > 0 else { throw TrainingError.noImages }
    self.trainer = trainer
    self.data = data
    self.validation = validation
    network = try Network(
      trainer.architecture, batch: min(training.batchSize, max(data.count, validation?.count ?? 0)),
      isTraining: true)
    optimizer = training.optimizer?.value ?? Adam()
    let weights = network.weights
    memory = OptimizerMemory(
      weights: weights, gradients: network.gradients,
      moments: (0..<optimizer.moments).map { _ in Arena(copyingSizeOf: weights) })
    loss = try trainer.imageLoss()
  }

  var stepsPerEpoch: Int {
    (data.count + trainer.training.batchSize - 1) / trainer.training.batchSize
  }

  /// The images of an epoch in the order in which they are met.
  func order(ofEpoch epoch: Int) -> [Int] {
    var random = RandomStream(seed: trainer.seed, purpose: "order", index: UInt64(epoch))
    return random.permutation(data.count)
  }

  /// One step: forward, backward, new weights. Returns the loss as the reduction has it.
  func step(_ indices: ArraySlice<Int>) -> Double {
    let count = indices.count
    fill(indices, from: data)
    let pass = network.pass(
      count: count, isTraining: true, seed: trainer.seed, step: UInt64(progress.steps))
    let output = network.forward(pass)
    let sum = network.imageLoss(
      loss, of: output, against: network.input, gradient: network.outputGradient(pass),
      factor: factor(count), pass)
    network.backward(pass)
    optimizer.update(memory, step: progress.steps + 1, learningRate: optimizer.learningRate)
    progress.epochLoss += sum
    return sum.total * factor(count)
  }

  /// What the sum of a batch's losses is multiplied by.
  private func factor(_ count: Int) -> Double {
    switch loss.reduction {
    case .mean: 1 / Double(count * network.architecture.input.count)
    case .sum: 1
    }
  }

  /// The loss on images, weights standing still.
  func evaluate(_ source: any BatchSource) -> BatchLoss {
    var sum = BatchLoss()
    let indices = Array(0..<source.count)
    for start in stride(from: 0, to: source.count, by: network.batch) {
      let batch = indices[start..<min(source.count, start + network.batch)]
      fill(batch, from: source)
      let pass = network.pass(count: batch.count)
      let output = network.forward(pass)
      sum += network.imageLoss(
        loss, of: output, against: network.input, gradient: nil, factor: 1, pass)
    }
    return sum
  }

  private func fill(_ indices: ArraySlice<Int>, from source: any BatchSource) {
    let size = indices.count * network.architecture.input.count
    source.fill(
      indices, into: UnsafeMutableBufferPointer(start: network.input.base, count: size))
  }

  /// A sum of losses as it is reported: a mean over images.
  func reported(_ sum: BatchLoss) -> Double {
    let pixels = loss.reduction == .mean ? network.architecture.input.count : 1
    return sum.total / Double(max(1, sum.count) * pixels)
  }

  /// A sum of losses for each number of an image.
  func perPixel(_ sum: BatchLoss) -> Double {
    sum.total / Double(max(1, sum.count) * network.architecture.input.count)
  }

  /// The model as it is now.
  func snapshot() -> TrainedModel {
    TrainedModel(
      model: trainer.model, architecture: trainer.architecture,
      weights: network.weightsSnapshot())
  }
}

/// How far a training has come.
struct TrainingProgress {
  /// The epochs that are done.
  var epoch = 0
  /// The steps of the current epoch that are done.
  var step = 0
  /// All steps that are done.
  var steps = 0
  /// The losses of the current epoch so far.
  var epochLoss = BatchLoss()
  /// The loss of the very first step.
  var firstLoss: Double?
  /// The epochs' reports.
  var history: [EpochReport] = []
}
