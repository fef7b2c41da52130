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
  public var safetensors: [UInt8] { SafeTensors.encode(weights) }

  /// The network with its weights in place.
  func network(batch: Int, keepsEverything: Bool = false) throws -> Network<Float> {
    let network = try Network<Float>(
      architecture, batch: batch, isTraining: false, keepsEverything: keepsEverything)
    try network.load(weights)
    return network
  }
}

extension TrainedModel {
  /// What the model turns images into: encoder outputs (a variational autoencoder's means, a
  /// classifier's class scores, the pixels themselves), `[count, features]`. Where the encoder
  /// ends in an image its features are in PyTorch's order: channel, row, column.
  public func embed(_ data: any BatchSource) throws -> Matrix<Float> {
    let stack = architecture.stacks.first
    let shape = stack?.output ?? architecture.input
    return try run(data, width: shape.count) { network, pass, rows in
      let output = network.forward(pass, stackCount: 1)
      Self.copyFlattened(output, shape, count: pass.count, to: rows)
    }
  }

  /// The images as the decoder gives them back: `[count, H W C]`, pixel by pixel as they came in.
  public func reconstruct(_ data: any BatchSource) throws -> Matrix<Float> {
    let size = architecture.input.count
    return try run(data, width: size) { network, pass, rows in
      rows.update(from: network.forward(pass).base, count: pass.count * size)
    }
  }

  /// Each image's mean squared error of reconstruction, over the numbers of the image.
  public func reconstructionErrors(of data: any BatchSource) throws -> [Double] {
    let size = architecture.input.count
    var errors: [Double] = []
    errors.reserveCapacity(data.count)
    try forEachBatch(data) { network, pass, _ in
      let output = network.forward(pass)
      for sample in 0..<pass.count {
        let sum = Float.kernels.loss(
          CK_SQUARED, 0, size, output.base + sample * size, network.input.base + sample * size, 1,
          nil)
        errors.append(sum / Double(size))
      }
    }
    return errors
  }

  /// Runs images through the network batch by batch; each batch writes rows of a matrix.
  private func run(
    _ data: any BatchSource, width: Int,
    _ body: (Network<Float>, Pass<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> Matrix<Float> {
    try Matrix(rows: data.count, columns: width) { target in
      guard let base = target.baseAddress else { return }
      try forEachBatch(data) { network, pass, first in
        body(network, pass, base + first * width)
      }
    }
  }

  private func forEachBatch(
    _ data: any BatchSource, _ body: (Network<Float>, Pass<Float>, _ first: Int) -> Void
  ) throws {
    guard data.shape == architecture.input.dimensions else {
      throw TrainingError.shape(expected: architecture.input.dimensions, found: data.shape)
    }
    let network = try network(batch: min(Self.batch, max(1, data.count)))
    let indices = Array(0..<data.count)
    for start in stride(from: 0, to: data.count, by: network.batch) {
      let batch = indices[start..<min(data.count, start + network.batch)]
      data.fill(
        batch,
        into: UnsafeMutableBufferPointer(
          start: network.input.base, count: batch.count * architecture.input.count))
      body(network, network.pass(count: batch.count), start)
    }
  }

  /// Copies samples, images channel by channel.
  private static func copyFlattened(
    _ samples: Numbers<Float>, _ shape: Shape, count: Int, to rows: UnsafeMutablePointer<Float>
  ) {
    for sample in 0..<count {
      let offset = sample * shape.count
      Float.kernels.transpose(
        shape.positions, shape.channels, samples.base + offset, shape.channels, rows + offset,
        shape.positions)
    }
  }
}
