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
  private let epochs: Int
  private let until: Int?
  private let clock = ContinuousClock()
  private var lastSave: ContinuousClock.Instant
  private static let interval = Duration.seconds(5)

  /// Set once the epoch after which the training pauses is done.
  private(set) var pause: Pause?

  /// Keeps the state of a task; `until` is the epoch after which the training pauses.
  init(task: StageTask, epochs: Int, until: Int?) {
    self.task = task
    self.epochs = epochs
    self.until = until
    lastSave = clock.now
  }

  /// What to go on from: an earlier attempt, else a paused training, whose checkpoints are taken
  /// over.
  func savedState() throws -> [UInt8]? {
    guard let hex = task.stage.context[TrainStage.continuing]?.string,
      let key = StageKey(hex: hex)
    else { return task.loadCheckpoint() }
    for row in try task.json(key, ArtefactFile.checkpoints).elements ?? [] {
      guard let epoch = row["epoch"]?.integer else { continue }
      let file = TrainStage.weights(at: epoch)
      try AtomicFile.write(StoredFile.bytes(at: task.input(key, file)), to: path(of: file))
      let error = row["reconstructionError"] ?? .null
      try AtomicFile.write(error.canonical, to: path(of: Self.errorFile(epoch)))
    }
    return try task.loadCheckpoint() ?? StoredFile.bytes(at: task.input(key, TrainStage.state))
  }

  /// Takes note of what a training tells.
  mutating func observe(_ event: TrainingEvent) throws {
    switch event {
    case .step: break
    case .epoch(let report, let state):
      task.report(.epoch(report.epoch, of: until ?? epochs, loss: report.trainLoss))
      if report.epoch == until {
        pause = Pause(state: state(), report: report)
      } else if clock.now - lastSave >= Self.interval {
        // Saving costs time, losing the work of seconds does not.
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
    for epoch in 0...(until ?? epochs) {
      let weights = TrainStage.weights(at: epoch)
      guard FileManager.default.fileExists(atPath: path(of: weights)) else { continue }
      try task.write(StoredFile.bytes(at: path(of: weights)), as: weights)
      let error = try StoredFile.json(at: path(of: Self.errorFile(epoch)))
      rows.append(.object([("epoch", .number(epoch)), ("reconstructionError", error)]))
    }
    try task.write(.array(rows), as: ArtefactFile.checkpoints)
  }
}
