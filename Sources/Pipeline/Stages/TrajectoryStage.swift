import Clustering
import Datasets
import NeuralNetworks
import Reduction
import Runner
import Specification

/// Reduces, clusters and scores what a network makes of images at each checkpoint of its training.
struct TrajectoryStage: StageSpecification {
  /// The network.
  var model = ModelReference()
  /// The epochs of the checkpoints.
  var epochs: [Int] = []
  /// The stage of the images, with their labels.
  var data = StageReference()
  /// The steps from representation to what is clustered.
  var reduction: [OneOf<Reducers>] = []
  /// How it is clustered.
  var clusterer: OneOf<Clusterers>?
  /// The number of classes of the data.
  var classes: Int?
  /// The seed of random steps.
  var seed: Int?

  static var kind: String { "trajectory" }
  static var version: Int { 3 }
  static var summary: String { "Scores the representation at the checkpoints of a training." }
  static var fields: [Field<TrajectoryStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("epochs", \.epochs, "the epochs of the checkpoints", isRequired: true),
      Field("data", \.data, "the stage of the images with their labels", isRequired: true),
      Field("reduction", \.reduction, "the steps of the reduction", isRequired: true),
      Field("clusterer", \.clusterer, "the clustering", isRequired: true),
      Field("classes", \.classes, "the number of classes"),
      Field("seed", \.seed, "the seed of random steps"),
    ]
  }

  var inputs: [StageKey] { [data.key, model.training?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    guard let training = model.training else { return }
    let images = try task.images(data.key, scale: model.scale)
    let checkpoints = try task.read(.checkpoints, of: training.key)
    var points: [TrajectoryPoint] = []
    for (index, epoch) in epochs.enumerated() {
      // Early stopping may have ended the training before this checkpoint.
      guard let checkpoint = checkpoints.first(where: { $0.epoch == epoch }) else { continue }
      if task.shouldStop { throw StageStopped() }
      var point = TrajectoryPoint()
      point.epoch = epoch
      point.reconstructionError = checkpoint.reconstructionError
      point.accuracy = try accuracy(at: epoch, on: images, task)
      points.append(point)
      task.report(.step(index + 1, of: epochs.count))
    }
    try task.write(points, as: .trajectory)
  }

  private func accuracy(at epoch: Int, on images: ScaledImages, _ task: StageTask) throws -> Double
  {
    var checkpoint = model
    checkpoint.epoch = epoch
    var samples = try checkpoint.load(for: images.shape, task).embed(images)
    return try finalOnThrow {
      for step in reduction {
        let fit = try step.value.fit(samples, seed: UInt64(seed ?? 0))
        for note in fit.notes { task.note(note.adding("epoch \(epoch)")) }
        samples = fit.embedding
      }
      guard let clusterer, let truth = images.labels else {
        throw StageFailure("the checkpoints cannot be scored without classes", isFinal: true)
      }
      let partition = try clusterer.value.cluster(
        samples, classes: classes, seed: UInt64(seed ?? 0))
      for note in partition.notes { task.note(note.adding("epoch \(epoch)")) }
      return try Agreement(truth: truth, predicted: partition.labels).accuracy
    }
  }
}

/// What a checkpoint is worth.
package struct TrajectoryPoint: Described, Equatable {
  /// The epoch.
  package var epoch = 0
  /// The mean squared error over the training set.
  package var reconstructionError: Double?
  /// The accuracy of the clusters.
  package var accuracy = 0.0

  package init() {}

  package static var kind: String { "trajectoryPoint" }
  package static var summary: String { "What a checkpoint is worth." }
  package static var fields: [Field<TrajectoryPoint>] {
    [
      Field("epoch", \.epoch, "the epoch", isRequired: true),
      Field("reconstructionError", \.reconstructionError, "the error over the training set"),
      Field("accuracy", \.accuracy, "the accuracy of the clusters", isRequired: true),
    ]
  }
}

extension ReportFile<[TrajectoryPoint]> {
  /// What the checkpoints of a training are worth.
  package static var trajectory: Self { Self() }
}
