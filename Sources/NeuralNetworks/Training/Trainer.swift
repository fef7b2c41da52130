import Specification

/// A training, as a value: the same trainer and data give the same bytes.
public struct Trainer: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// How it is trained.
  public let training: Training
  /// The model's layers for these images.
  public let architecture: Architecture
  /// The seed that every random number depends on.
  public let seed: UInt64

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - input: the shape of an image, `[H, W, C]`.
  ///   - classes: the number of classes, for a classifier.
  /// - Throws: `ShapeError` when the layers do not fit, `TrainingError` when the loss does not
  ///   go with the model.
  public init(
    model: OneOf<Models>, training: Training, input: [Int], classes: Int? = nil, seed: UInt64
  ) throws {
    guard let shape = Shape(input) else { throw TrainingError.shape(expected: [], found: input) }
    self.model = model
    self.training = training
    self.seed = seed
    architecture = try model.value.architecture(for: shape, classes: classes)
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - data: the training set.
  ///   - validation: images on which the loss is taken after each epoch.
  ///   - weights: the bytes of a `.safetensors` file to begin from, instead of random weights.
  ///   - state: the bytes that an earlier training left, to go on from.
  ///   - shouldStop: asked after each step; true ends the training with its state.
  ///   - observe: told what happens; an error it throws ends the training and is passed on.
  /// - Throws: `TrainingError`.
  public func train(
    on data: any BatchSource, validation: (any BatchSource)? = nil, weights: [UInt8]? = nil,
    resuming state: [UInt8]? = nil, shouldStop: () -> Bool = { false },
    observe: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    throw TrainingError.nothingToTrain
  }
}
