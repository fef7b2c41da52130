import CKernels
import Numerics
import Specification

/// A model with its weights, ready to be used.
public struct TrainedModel: Sendable {
  /// The model.
  public let model: OneOf<Models>
  /// Its layers for images of one shape.
  public let architecture: Architecture
  /// Its weights, under PyTorch's names.
  public let weights: Weights

  /// The images of a pass.
  static var batch: Int { 64 }

  init(model: OneOf<Models>, architecture: Architecture, weights: Weights) {
    self.model = model
    self.architecture = architecture
    self.weights = weights
  }

  /// A model from the bytes of a `.safetensors` file; a model without a network needs none.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - input: the shape of an image, `[H, W, C]`.
  ///   - classes: the number of classes, for a classifier.
  ///   - bytes: the file.
  /// - Throws: `ShapeError` when the layers do not fit, `TrainingError.weights` when the weights
  ///   are not the model's.
  public init(
    model: OneOf<Models>, input: [Int], classes: Int? = nil, safetensors bytes: [UInt8]? = nil
  ) throws {
    guard let shape = Shape(input) else { throw TrainingError.shape(expected: [], found: input) }
    self.model = model
    architecture = try model.value.architecture(for: shape, classes: classes)
    weights = try bytes.map { try SafeTensors.decode($0).weights } ?? Weights([])
    _ = try network(batch: 1)
  }

  /// The bytes of a `.safetensors` file, with PyTorch's names and layouts.
  ///
  /// - Throws: `TrainingError.weights` never for a model whose tensors have names of their own.
  public var safetensors: [UInt8] {
    get throws { try SafeTensors.encode(weights) }
  }

  /// The network with its weights in place.
  func network(batch: Int, keepsEverything: Bool = false) throws -> Network<Float> {
    let network = try Network<Float>(
      architecture, batch: batch, isTraining: false, keepsEverything: keepsEverything)
    try network.load(weights)
    return network
  }
}
