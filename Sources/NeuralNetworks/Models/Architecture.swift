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
