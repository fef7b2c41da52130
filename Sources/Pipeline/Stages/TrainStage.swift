import Datasets
import Files
import NeuralNetworks
import Specification

/// Trains a network.
struct TrainStage: StageSpecification {
  /// The network.
  var model: OneOf<Models>?
  /// How it is trained.
  var training = Training()
  /// The stage of the images it is trained on.
  var data = StageReference()
  /// The stage of the images that training is watched with.
  var validation: StageReference?
  /// The interval that pixel values are brought to.
  var scale = PixelScale.unit
  /// The number of classes of the data.
  var classes: Int?
  /// The seed of weights, batches and noise.
  var seed = 0
  /// The epoch after which a training that is compared with others pauses; none: to the end.
  var until: Int?

  static var kind: String { "train" }
  static var version: Int { 1 }
  static var summary: String { "Trains a network." }
  static var fields: [Field<TrainStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("training", \.training, "how it is trained", isRequired: true),
      Field("data", \.data, "the stage of the training images", isRequired: true),
      Field("validation", \.validation, "the stage of the validation images"),
      Field("scale", \.scale, "the interval of pixel values", isRequired: true),
      Field("classes", \.classes, "the number of classes"),
      Field("seed", \.seed, "the seed", isRequired: true),
      Field("until", \.until, "the epoch after which it pauses"),
    ]
  }

  /// The file of the weights at a checkpoint.
  static func weights(at epoch: Int) -> String { "weights-\(epoch).safetensors" }

  var inputs: [StageKey] { [data.key, validation?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    guard let model else { return }
    let images = try task.images(data.key, scale: scale)
    let watched = try validation.map { try task.images($0.key, scale: scale) }
    let trainer = try finalOnThrow {
      try Trainer(
        model: model, training: training, input: images.shape, classes: classes,
        seed: UInt64(seed))
    }
    var keeper = CheckpointKeeper(task: task, epochs: training.epochs)
    let outcome: TrainingOutcome
    do {
      outcome = try trainer.train(
        on: images, validation: watched, resuming: task.loadCheckpoint(),
        observe: { try keeper.observe($0) }, shouldStop: { task.shouldStop })
    } catch let error as TrainingError {
      throw StageFailure("\(error)", isFinal: true)
    }
    switch outcome {
    case .stopped(let state):
      try task.saveCheckpoint(state)
      throw StageStopped()
    case .finished(let trained, let history):
      try task.write(trained.safetensors, as: ArtefactFile.weights)
      try task.write(.array(history.map(\.json)), as: ArtefactFile.curve)
      try keeper.publishCheckpoints()
      try task.write(
        .object([
          ("parameters", .number(trained.architecture.parameterCount)),
          ("epochs", .number(history.count)),
        ]))
    }
  }
}

/// Keeps what a training needs to go on after a kill, and the weights at its checkpoints.
private struct CheckpointKeeper {
  let task: StageTask
  let epochs: Int
  private let clock = ContinuousClock()
  private var lastSave: ContinuousClock.Instant
  private static let interval = Duration.seconds(5)

  init(task: StageTask, epochs: Int) {
    self.task = task
    self.epochs = epochs
    lastSave = clock.now
  }

  mutating func observe(_ event: TrainingEvent) throws {
    switch event {
    case .step: break
    case .epoch(let report, let state):
      task.report(.epoch(report.epoch, of: epochs, loss: report.trainLoss))
      // Saving costs time, losing the work of seconds does not.
      if clock.now - lastSave >= Self.interval {
        try task.saveCheckpoint(state())
        lastSave = clock.now
      }
    case .checkpoint(let report, let model):
      let error = report.reconstructionError.map(JSON.number) ?? .null
      try AtomicFile.write(error.canonical, to: path(of: Self.errorFile(report.epoch)))
      try AtomicFile.write(
        model.safetensors, to: path(of: TrainStage.weights(at: report.epoch)))
    }
  }

  private func path(of file: String) -> String { task.checkpoint + "/" + file }

  private static func errorFile(_ epoch: Int) -> String { "error-\(epoch).json" }

  /// Moves the checkpoints of this and earlier attempts into the result.
  func publishCheckpoints() throws {
    var rows: [JSON] = []
    for epoch in 0...epochs {
      let weights = TrainStage.weights(at: epoch)
      guard let bytes = try? StoredFile.bytes(at: path(of: weights)) else { continue }
      try task.write(bytes, as: weights)
      let error = try StoredFile.json(at: path(of: Self.errorFile(epoch)))
      rows.append(.object([("epoch", .number(epoch)), ("reconstructionError", error)]))
    }
    try task.write(.array(rows), as: ArtefactFile.checkpoints)
  }
}
