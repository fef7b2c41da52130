import Specification

/// What a training tells while it runs.
public enum TrainingEvent {
  /// A step is done.
  case step(StepReport)
  /// An epoch is done; the closure makes the bytes from which training can go on here.
  case epoch(EpochReport, state: () -> [UInt8])
  /// An epoch that the file names as a checkpoint is done: told after its `epoch` event.
  case checkpoint(CheckpointReport, model: TrainedModel)
}

/// One step of training.
public struct StepReport: Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The step within it, from 1.
  public let step: Int
  /// The steps of an epoch.
  public let stepsPerEpoch: Int
  /// The loss of the batch.
  public let loss: Double
}

/// One epoch of training.
public struct EpochReport: Sendable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The learning rate of its steps.
  public var learningRate: Double
  /// The loss over the training set as it was met, weights changing along the way.
  public var trainLoss: Double
  /// The reconstruction's part of it, averaged over the numbers of an image whatever the reduction;
  /// for a classifier the mean over images.
  public var trainLossPerPixel: Double
  /// The share of training images told right, for a classifier.
  public var trainAccuracy: Double?
  /// The same on the validation set, when there is one.
  public var validationLoss: Double?
  /// The same on the validation set, when there is one.
  public var validationLossPerPixel: Double?
  /// The same on the validation set, when there is one.
  public var validationAccuracy: Double?

  /// The numbers by name, those that there are.
  public var json: JSON {
    let numbers: [(String, Double?)] = [
      ("learningRate", learningRate), ("trainLoss", trainLoss),
      ("trainLossPerPixel", trainLossPerPixel), ("trainAccuracy", trainAccuracy),
      ("validationLoss", validationLoss), ("validationLossPerPixel", validationLossPerPixel),
      ("validationAccuracy", validationAccuracy),
    ]
    return .object(
      [("epoch", epoch.json)] + numbers.compactMap { name, value in value.map { (name, $0.json) } })
  }
}

extension EpochReport {
  /// Reads what `json` writes; nil when the epoch or its training loss is missing.
  public init?(_ json: JSON) {
    guard let epoch = json["epoch"]?.integer, let rate = json["learningRate"]?.number,
      let loss = json["trainLoss"]?.number, let perPixel = json["trainLossPerPixel"]?.number
    else { return nil }
    self.init(
      epoch: epoch, learningRate: rate, trainLoss: loss, trainLossPerPixel: perPixel,
      trainAccuracy: json["trainAccuracy"]?.number,
      validationLoss: json["validationLoss"]?.number,
      validationLossPerPixel: json["validationLossPerPixel"]?.number,
      validationAccuracy: json["validationAccuracy"]?.number)
  }
}

/// A checkpoint reached.
public struct CheckpointReport: Sendable, Equatable {
  /// The epoch, from 1; 0 before training.
  public let epoch: Int
  /// The mean squared error of a pixel's number over the whole training set, weights standing
  /// still; none for a classifier.
  public let reconstructionError: Double?
}

/// How a training ended.
public enum TrainingOutcome: Sendable {
  /// Every epoch is done, or early stopping said it is enough.
  case finished(TrainedModel, history: [EpochReport])
  /// It was asked to stop: the bytes from which it can go on.
  case stopped(state: [UInt8])
}

/// Why a training cannot begin or go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The model has no network.
  case nothingToTrain
  /// The images have another shape than the model was made for.
  case shape(expected: [Int], found: [Int])
  /// There are no images.
  case noImages
  /// A classifier needs labels.
  case noLabels
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
    case .noLabels: "a classifier needs labels"
    case .unsuitableLoss(let reason): reason
    case .diverged(let epoch, let step, let loss):
      "training diverged: loss \(loss) in epoch \(epoch), step \(step); "
        + "try a smaller learning rate"
    case .foreignState(let reason): "training cannot go on from the saved state: \(reason)"
    case .weights(let reason): "the weights do not fit the model: \(reason)"
    }
  }
}
