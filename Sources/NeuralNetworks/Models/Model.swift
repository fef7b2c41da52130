import Specification

/// The kinds of model.
public enum Models: Family {
  /// What every model can do.
  public typealias Member = any Model
  /// "model"
  public static var name: String { "model" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] { [Pixels.self, Autoencoder.self] }
}

/// What a trial maps images with: a network, or nothing at all.
public protocol Model: Described {
  /// The layers for images of a shape.
  ///
  /// - Parameters:
  ///   - input: the shape of an image.
  ///   - classes: the number of classes of the data, for models that tell them apart.
  /// - Returns: the layers with their shapes.
  /// - Throws: `ShapeError` when the layers do not fit together.
  func architecture(for input: Shape, classes: Int?) throws(ShapeError) -> Architecture
}

/// The layers of a model in named stacks, each stack with the shapes that were inferred.
public struct Architecture: Sendable {
  /// The shape of one image.
  public let input: Shape
  /// "encoder", "decoder", in the order in which they are applied; none for `pixels`.
  public let stacks: [LayerStack]
  /// What is trained: none for `pixels`.
  public let objective: Objective

  /// What a network is trained to do.
  public enum Objective: Sendable, Equatable {
    /// Nothing is trained.
    case none
    /// Give back the input, after noise of this standard deviation was added to what it sees.
    case reconstruction(noise: Double)
    /// Give back the input from a draw of a diagonal Gaussian, whose KL divergence from the
    /// standard normal is added with a weight.
    case variationalReconstruction(Divergence)
    /// Tell classes apart.
    case classification(classes: Int)
  }

  /// Gathers stacks.
  public init(input: Shape, stacks: [LayerStack], objective: Objective) {
    self.input = input
    self.stacks = stacks
    self.objective = objective
  }
}

/// The weight of the KL divergence, and how it grows over the first epochs.
public struct Divergence: Sendable, Equatable {
  /// The weight once annealing is over (beta).
  public var weight: Double
  /// The epochs over which the weight grows linearly from 0.
  public var annealingEpochs: Int

  /// A weight and its annealing.
  public init(weight: Double, annealingEpochs: Int) {
    self.weight = weight
    self.annealingEpochs = annealingEpochs
  }
}

/// Layers one after the other, with the shape before each of them.
public struct LayerStack: Sendable {
  /// Its name, which begins the names of its weights: "encoder".
  public let name: String
  /// The layers.
  public let layers: [OneOf<Layers>]
  /// The shape before each layer, and after the last: one more than there are layers.
  public let shapes: [Shape]

  /// The shape before the first layer.
  public var input: Shape { shapes[0] }
  /// The shape after the last layer.
  public var output: Shape { shapes[shapes.count - 1] }

  /// Infers the shapes; `trace` is the layers before this stack, for the message of a `ShapeError`.
  public init(
    _ name: String, _ layers: [OneOf<Layers>], input: Shape, after trace: [ShapeError.Row] = []
  ) throws(ShapeError) {
    var shapes = [input]
    var rows = trace.isEmpty ? [ShapeError.Row(layer: "input", output: input)] : trace
    for (index, layer) in layers.enumerated() {
      let label = "\(name).\(index) \(layer.kind)"
      do {
        let output = try layer.value.output(for: shapes[index])
        shapes.append(output)
        rows.append(ShapeError.Row(layer: label, output: output))
      } catch {
        throw ShapeError(trace: rows, layer: label, reason: error.description)
      }
    }
    self.name = name
    self.layers = layers
    self.shapes = shapes
  }

  /// The rows a shape error shows for this stack.
  public var trace: [ShapeError.Row] {
    layers.indices.map {
      ShapeError.Row(layer: "\(name).\($0) \(layers[$0].kind)", output: shapes[$0 + 1])
    }
  }
}
