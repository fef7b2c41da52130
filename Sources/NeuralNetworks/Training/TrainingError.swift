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
