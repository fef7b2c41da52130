import NeuralNetworks
import Runner
import Specification

/// What stages are expected to take, from their sizes; corrected later by what they took.
package enum CostModel {
  /// Multiply-adds per second that matrix products reach on one core, conservatively.
  static let trainingRate = 2.0e10
  /// Simple operations per second of the other algorithms.
  static let plainRate = 2.0e9
  private static let floatSize: Count = 4

  /// Forward, backward for inputs and for weights: three times the multiply-adds. `watched` is the
  /// number of images that the loss is taken on after each epoch.
  static func training(
    _ architecture: Architecture, _ training: Training, images: Int, watched: Int = 0
  ) -> Cost {
    let views = architecture.views
    let work =
      (training.measure == .after ? 4 : 3) * Double(architecture.multiplyAdds) * Double(images)
      * Double(views)
      * Double(training.epochs)
    let batch = min(training.batchSize, max(1, images, watched))
    let activations = 2 * Count.product([architecture.activationCount, batch, views])
    let weights = 4 * Count(architecture.parameterCount)
    let rows = Count.product([batch, views]).value
    let scratch = Count(architecture.objective?.memory(batch: rows, architecture).scratch ?? 0)
    return Cost(
      seconds: 0.1 + work / trainingRate,
      memory: (floatSize * (activations + weights + scratch)).value)
  }

  /// One pass over the images.
  static func inference(_ architecture: Architecture, images: Int) -> Cost {
    let work = Double(architecture.multiplyAdds) * Double(images)
    let features = Count.product([architecture.featureCount, images])
    let activations = 256 * Count(architecture.activationCount)
    return Cost(
      seconds: 0.05 + work / trainingRate, memory: (floatSize * (features + activations)).value)
  }
}
