import Numerics

/// What an objective keeps between the steps of a training, beside the weights.
package protocol TrainingCompanion: AnyObject {
  /// Gives the first weights, behind those that were drawn.
  ///
  /// - Throws: `TrainingError.weights` when what it begins from does not fit the model.
  func begin(_ run: TrainingRun, from start: TrainingStart?) throws
  /// Called before each step, whose number is `run.progress.steps` from 0; true ends the training.
  func update(_ run: TrainingRun) -> Bool
  /// Sets what the network needs for images of the training set.
  func setTargets(of indices: ArraySlice<Int>, in network: Network<Float>)
  /// What a training must have to go on: tensors whose names begin with "companion.".
  var tensors: [Weights.Tensor] { get }
  /// Takes them over.
  func restore(_ weights: Weights, in network: Network<Float>)
}

/// What a training begins from that another left.
public struct TrainingStart: Sendable {
  /// The bytes of a `.safetensors` file of weights.
  public let weights: [UInt8]
  /// The centres of clusters of what those weights embed the training images as: `[clusters, latent]`.
  public let centres: Matrix<Float>

  /// Weights and centres.
  public init(weights: [UInt8], centres: Matrix<Float>) {
    self.weights = weights
    self.centres = centres
  }
}
