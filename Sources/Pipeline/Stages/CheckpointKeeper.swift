import Files
import Foundation
import NeuralNetworks
import Runner
import Specification

/// Keeps what a training needs to go on after a kill, and the weights at its checkpoints.
struct CheckpointKeeper {
  /// Where a training paused.
  struct Pause {
    /// What it goes on from.
    let state: [UInt8]
    /// Its last epoch.
    let report: EpochReport
  }

  private let task: StageTask
  private let training: Training
  private let until: Int?
  private let clock = ContinuousClock()
  private var lastSave: ContinuousClock.Instant
  private static let interval = Duration.seconds(5)

  /// Makes the state after the last epoch; for a training that had ended before, as it was found.
  private var makeState: (() throws -> [UInt8])?
  /// Set once the epoch after which the training pauses is done.
  private(set) var pause: Pause?

  /// Keeps the state of a task; `until` is the epoch after which the training pauses.
  init(task: StageTask, training: Training, until: Int?) {
    self.task = task
    self.training = training
    self.until = until
    lastSave = clock.now
  }

  /// What to go on from: an earlier attempt, else a paused training, whose checkpoints are taken
  /// over.
  mutating func savedState() throws -> [UInt8]? {
    let state = try findState()
    if let state { makeState = { state } }
    return state
  }

  /// What a training of more epochs goes on from; nil where none was done.
  func endState() throws -> [UInt8]? { try makeState?() }

  /// The state that a training which has ended was left in.
  func lastState() throws -> [UInt8] {
    guard let makeState else { throw StageFailure("the training has ended before its first epoch") }
    return try makeState()
  }

  private func findState() throws -> [UInt8]? {
    guard let hex = task.stage.context[TrainStage.continuing]?.string,
      let key = StageKey(hex: hex)
    else { return task.loadCheckpoint() }
    for checkpoint in try task.read(.checkpoints, of: key) where isWanted(checkpoint.epoch) {
      let file = TrainStage.weights(at: checkpoint.epoch)
      try AtomicFile.write(StoredFile.bytes(at: task.input(key, file)), to: path(of: file))
      try keep(checkpoint.reconstructionError, at: checkpoint.epoch)
    }
    return try task.loadCheckpoint() ?? StoredFile.bytes(at: task.input(key, TrainStage.state))
  }

  /// Takes note of what a training tells.
  mutating func observe(_ event: TrainingEvent) throws {
    switch event {
    case .step: break
    case .epoch(let report, let state):
      task.report(.epoch(report.epoch, of: until ?? training.epochs, loss: report.trainLoss))
      makeState = state
      if report.epoch == training.epochs, until == nil {
        // Taken before early stopping puts the weights of the best epoch in place of the last one's.
        let last = try state()
        makeState = { last }
      }
      if report.epoch == until {
        pause = Pause(state: try state(), report: report)
      } else if clock.now - lastSave >= Self.interval {
        // Saving costs time, losing the work of seconds does not.
        try task.saveCheckpoint(try state())
        lastSave = clock.now
      }
    case .checkpoint(let report, let model):
      try keep(report.reconstructionError, at: report.epoch)
      try AtomicFile.write(
        model.safetensors, to: path(of: TrainStage.weights(at: report.epoch)))
    }
  }

  /// Whether an epoch is a checkpoint of this training: the one that it goes on from may have others.
  private func isWanted(_ epoch: Int) -> Bool {
    training.checkpoints.epochs(of: training.epochs).contains(epoch)
  }

  private func keep(_ error: Double?, at epoch: Int) throws {
    try AtomicFile.write(error.json.canonical, to: path(of: Self.errorFile(epoch)))
  }

  private func path(of file: String) -> String { task.checkpoint + "/" + file }

  private static func errorFile(_ epoch: Int) -> String { "error-\(epoch).json" }

  /// Moves the checkpoints of this and earlier attempts into the result.
  func publishCheckpoints() throws {
    var checkpoints: [Checkpoint] = []
    let kept = try FileSystem.list(task.checkpoint).compactMap(TrainStage.epoch(ofWeights:))
    for epoch in kept.sorted() where epoch <= until ?? training.epochs {
      let weights = TrainStage.weights(at: epoch)
      try task.write(StoredFile.bytes(at: path(of: weights)), as: weights)
      var checkpoint = Checkpoint()
      checkpoint.epoch = epoch
      checkpoint.reconstructionError =
        try StoredFile.json(at: path(of: Self.errorFile(epoch))).number
      checkpoints.append(checkpoint)
    }
    try task.write(checkpoints, as: .checkpoints)
  }
}

/// A checkpoint of a training.
package struct Checkpoint: Described, Equatable {
  /// The epoch; 0 before training.
  package var epoch = 0
  /// The mean squared error over the whole training set; none for a classifier.
  package var reconstructionError: Double?

  package init() {}

  package static var kind: String { "checkpoint" }
  package static var summary: String { "A checkpoint of a training." }
  package static var fields: [Field<Checkpoint>] {
    [
      Field("epoch", \.epoch, "the epoch", isRequired: true),
      Field("reconstructionError", \.reconstructionError, "the error over the training set"),
    ]
  }
}

extension ReportFile<[Checkpoint]> {
  /// The checkpoints of a training.
  package static var checkpoints: Self { Self(ArtefactFile.checkpoints) }
}
