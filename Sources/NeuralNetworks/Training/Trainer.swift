import Numerics
import Specification

/// A training, as a value: the same trainer and data give the same bytes.
public struct Trainer: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// How it is trained.
  public let training: Training
  /// The model's layers for these images.
  public let architecture: Architecture
  /// What is made small; nil for a model that has nothing to train.
  let objective: (any Objective)?
  /// The seed that every random number depends on.
  public let seed: UInt64
  /// What it chooses by; nil: the validation images that it is given, if any.
  public let watched: WatchedLoss?

  /// A loss this many times the first step's has exploded.
  static var explosion: Double { 1e6 }

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - training: how it is trained.
  ///   - input: the shape of an image, `[H, W, C]`.
  ///   - classes: the number of classes, for a classifier.
  ///   - seed: the seed that every random number depends on.
  ///   - watched: what it chooses by; nil: the validation images that it is given, if any.
  /// - Throws: `ShapeError` when the layers do not fit, `TrainingError` when the loss does not
  ///   go with the model.
  public init(
    model: OneOf<Models>, training: Training, input: [Int], classes: Int? = nil, seed: UInt64,
    watched: WatchedLoss? = nil
  ) throws {
    guard let shape = Shape(input) else { throw TrainingError.shape(expected: [], found: input) }
    self.model = model
    self.training = training
    self.seed = seed
    self.watched = watched
    architecture = try model.value.architecture(for: shape, classes: classes)
    objective = try architecture.objective?.measured(by: training.loss?.value)
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - data: the training set.
  ///   - validation: images on which the loss is taken after each epoch.
  ///   - weights: the bytes of the `.safetensors` file that the training names.
  ///   - start: what the training begins from that another left.
  ///   - state: the bytes that an earlier training left, to go on from.
  ///   - observe: told what happens; an error it throws ends the training and is passed on.
  ///   - shouldStop: asked after each step; true ends the training with its state.
  /// - Returns: the model and its history, or the state of a training that was stopped.
  /// - Throws: `TrainingError`.
  public func train(
    on data: any BatchSource, validation: (any BatchSource)? = nil, weights: [UInt8]? = nil,
    from start: TrainingStart? = nil, resuming state: [UInt8]? = nil,
    observe: (TrainingEvent) throws -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> TrainingOutcome {
    guard !architecture.stacks.isEmpty else { throw TrainingError.nothingToTrain }
    let run = try TrainingRun(self, data: data, validation: validation)
    if let state {
      try run.restore(state)
    } else {
      try run.begin(with: weights, from: start)
      try run.observeCheckpoint(observe)
    }
    while !run.isDone {
      guard try run.epoch(shouldStop: shouldStop, observe) else {
        return .stopped(state: try run.state())
      }
    }
    try run.keepBest()
    return .finished(run.snapshot(), history: run.progress.history)
  }

  /// The file of the first weights, where the training names one.
  public var firstWeights: FirstWeights? { training.firstWeights }

  /// Throws where images are missing, have another shape than the model's, or lack labels that
  /// the model needs.
  func check(_ data: any BatchSource) throws {
    guard data.shape == architecture.input.dimensions else {
      throw TrainingError.shape(expected: architecture.input.dimensions, found: data.shape)
    }
    guard data.count > 0 else { throw TrainingError.noImages }
    try objective?.check(data)
  }
}

/// Images that a network is trained or run on.
public protocol BatchSource: Sendable {
  /// The number of images.
  var count: Int { get }
  /// The shape of one image: `[height, width, channels]`.
  var shape: [Int] { get }
  /// The class of each image, from 0; nil when there are no labels.
  var labels: [Int]? { get }

  /// Writes the images of the given indices as numbers, scaled as the experiment says, into
  /// `buffer`: `[indices, height, width, channels]`.
  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>)
}

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

/// Why a training cannot begin or go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The model has no network.
  case nothingToTrain
  /// The images have another shape than the model was made for.
  case shape(expected: [Int], found: [Int])
  /// There are no images.
  case noImages
  /// The model gives no images back.
  case noDecoder
  /// A classifier needs labels.
  case noLabels
  /// A label is no class of the model.
  case strayLabel(Int, classes: Int)
  /// Latent vectors have another size than the decoder's.
  case latentSize(expected: Int, found: Int)
  /// The model tells no classes apart.
  case noClasses
  /// The loss does not go with the model.
  case unsuitableLoss(String)
  /// The loss is not a number, infinite, or far above where it began.
  case diverged(epoch: Int, step: Int, loss: Double)
  /// The bytes to go on from are not of this training.
  case foreignState(String)
  /// The weights do not belong to the model.
  case weights(String)

  /// The message.
  public var description: String {
    switch self {
    case .nothingToTrain: "the model \"pixels\" has nothing to train"
    case .shape(let expected, let found):
      "the images are \(found), the model was made for \(expected)"
    case .noImages: "there are no images to train on"
    case .noDecoder: "the model gives no images back: it has no decoder"
    case .noLabels: "a classifier needs labels"
    case .strayLabel(let label, let classes):
      "there is a label \(label), the classifier has the classes 0 to \(classes - 1)"
    case .latentSize(let expected, let found):
      "the latent vectors have \(found) numbers, the decoder takes \(expected)"
    case .noClasses: "the model tells no classes apart"
    case .unsuitableLoss(let reason): reason
    case .diverged(let epoch, let step, let loss):
      "training diverged: loss \(loss.isNaN ? "nan" : "\(loss)") in epoch \(epoch), step \(step); "
        + "try a smaller learning rate"
    case .foreignState(let reason): "training cannot go on from the saved state: \(reason)"
    case .weights(let reason): "the weights cannot be used: \(reason)"
    }
  }

  /// Weights whose tensors are not the model's, told line by line.
  static func misfits(_ lines: [String]) -> TrainingError {
    .weights((["they do not fit the model"] + lines).joined(separator: "\n  "))
  }
}
