import Numerics
import Specification

/// A model with its weights, ready to be used.
public struct TrainedModel: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// Its layers for images of one shape.
  public let architecture: Architecture
}

extension TrainedModel {
  /// What the model turns images into: encoder outputs (a variational autoencoder's means, a
  /// classifier's class scores, the pixels themselves), `[count, features]`. Where the encoder
  /// ends in an image its features are in PyTorch's order: channel, row, column.
  public func embed(_ data: any BatchSource) throws -> Matrix<Float> {
    throw TrainingError.nothingToTrain
  }

  /// The images of the given indices as the decoder gives them back: `[indices, H W C]`, pixel by
  /// pixel as they came in.
  public func reconstruct(_ data: any BatchSource, indices: [Int]) throws -> Matrix<Float> {
    throw TrainingError.nothingToTrain
  }

  /// Each image's mean squared error of reconstruction.
  public func reconstructionErrors(of data: any BatchSource) throws -> [Double] {
    throw TrainingError.nothingToTrain
  }

  /// The images a decoder makes of latent vectors: `[n, latent]` to `[n, H W C]`.
  public func decode(_ latents: Matrix<Float>) throws -> Matrix<Float> {
    throw TrainingError.nothingToTrain
  }
}
