import Specification

/// The layers of a model in named stacks, each stack with the shapes that were inferred.
public struct Architecture: Sendable {
  /// The shape of one image.
  public let input: Shape
  /// "encoder", "decoder", in the order in which they are applied; none for `pixels`.
  public let stacks: [LayerStack]
  /// How many stacks lead to what images are embedded by.
  public let embeddingStacks: Int
  /// What is trained; nil: nothing, as for `pixels`.
  package let objective: (any Objective)?

  /// Gathers stacks.
  package init(
    input: Shape, stacks: [LayerStack], embeddingStacks: Int = 1, objective: (any Objective)?
  ) {
    self.input = input
    self.stacks = stacks
    self.embeddingStacks = min(embeddingStacks, stacks.count)
    self.objective = objective
  }

  /// The shape after the last layer.
  public var output: Shape { stacks.last?.output ?? input }

  /// The shape images are embedded in.
  public var embedding: Shape { stacks.prefix(embeddingStacks).last?.output ?? input }

  /// All tensors of weights, under PyTorch's names, in the order of the layers.
  var tensors: [(name: String, specification: ParameterSpecification)] {
    stacks.flatMap(\.tensors)
  }

  /// Whether images are given back.
  public var givesImagesBack: Bool { objective?.givesImagesBack ?? false }

  /// The number of classes that are told apart; nil for a model that knows no classes.
  public var classCount: Int? { objective?.classCount }

  /// How many views of an image a step of training takes.
  public var views: Int { objective?.views ?? 1 }
}

extension Metric {
  /// The size of a network.
  public static let parameters = Metric(
    "parameters", title: "parameters", unit: .count, better: .neither, on: .none, digits: 0,
    comparedAtSame: [], formula: "The trainable numbers of the network.")
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
        try Self.checkSize(of: layer.value, from: shapes[index], to: output)
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

  /// Refuses sizes that no machine holds, so that what is computed from them need not be afraid.
  /// A residual layer has checked the layers inside it when it told its output.
  private static func checkSize(
    of layer: any Layer, from input: Shape, to output: Shape
  ) throws(ShapeProblem) {
    guard !(layer is Residual) else { return }
    let limit = Shape.largestCount
    guard output.count <= limit else {
      throw ShapeProblem("too large: \(output) is more than \(limit) numbers for one image")
    }
    let weights = Count.sum(layer.parameters(for: input).map { Count($0.count) })
    guard weights.value <= limit else {
      throw ShapeProblem("too large: it has \(weights) weights; at most \(limit) are possible")
    }
    let products = layer.multiplyAdds(for: input)
    guard products <= 1 << 50 else {
      throw ShapeProblem(
        "too large: one image takes \(Count(products)) multiplications; at most \(1 << 50) are "
          + "possible")
    }
  }

  /// Each layer's weights.
  public var parameters: [[ParameterSpecification]] {
    layers.indices.map { layers[$0].value.parameters(for: shapes[$0]) }
  }

  /// All tensors of weights, under their full names, in the order of the layers.
  var tensors: [(name: String, specification: ParameterSpecification)] {
    zip(weightNames, parameters.flatMap { $0 }).map { ($0, $1) }
  }

  /// The full names of all weights: "encoder.0.weight"; those of the bottleneck of a variational
  /// autoencoder have the names of their parts alone, "mean.weight".
  public var weightNames: [String] {
    parameters.enumerated().flatMap { index, parameters in
      parameters.map {
        layers[index].value is GaussianLatent ? $0.name : "\(name).\(index).\($0.name)"
      }
    }
  }

  /// The rows a shape error shows for this stack.
  public var trace: [ShapeError.Row] {
    layers.indices.map {
      ShapeError.Row(layer: "\(name).\($0) \(layers[$0].kind)", output: shapes[$0 + 1])
    }
  }

  /// The fewest images that a training batch may hold, for any of the layers.
  public var fewestImages: Int {
    layers.indices.map { layers[$0].value.fewestImages(for: shapes[$0]) }.max() ?? 1
  }

  /// Between which numbers the output lies.
  public func range(of input: ClosedRange<Double> = .anything) -> ClosedRange<Double> {
    layers.reduce(input) { $1.value.range(of: $0) }
  }
}

extension Architecture {
  /// The trainable numbers of the network.
  package var parameterCount: Int {
    sum { layer, input in
      Count.sum(layer.parameters(for: input).filter(\.isTrained).map { Count($0.count) })
    }
  }

  /// Multiplications with an addition that one image costs on the way forward.
  package var multiplyAdds: Int { sum { layer, input in Count(layer.multiplyAdds(for: input)) } }

  /// The numbers that one image becomes, all layers together.
  package var activationCount: Int {
    Count.sum(stacks.flatMap(\.shapes).map { Count($0.count) }).value
  }

  /// The length of the vector that an image is embedded as.
  package var featureCount: Int { embedding.count }

  private func sum(_ number: (any Layer, Shape) -> Count) -> Int {
    let counts = stacks.flatMap { stack in
      zip(stack.layers, stack.shapes).map { number($0.0.value, $0.1) }
    }
    return Count.sum(counts).value
  }
}

extension Architecture {
  /// Whether the decoder is a linear map in several layers: no activation stands between them.
  package var hasLinearDecoder: Bool {
    guard givesImagesBack, let decoder = stacks.last else { return false }
    let weighted = decoder.layers.count {
      $0.value is Linear || $0.value is Convolution || $0.value is TransposedConvolution
    }
    let isBent = decoder.layers.contains {
      $0.value is any ActivationLayer || $0.value is Softmax || $0.value is MaxPool
        || $0.value is Residual || $0.value is GroupNorm || $0.value is LayerNorm
    }
    return weighted > 1 && !isBent
  }
}
