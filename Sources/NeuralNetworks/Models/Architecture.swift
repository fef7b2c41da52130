import Specification

/// The layers of a model in named stacks, each stack with the shapes that were inferred.
public struct Architecture: Sendable {
  /// The shape of one image.
  public let input: Shape
  /// "encoder", "decoder", in the order in which they are applied; none for `pixels`.
  public let stacks: [LayerStack]
  /// How many stacks lead to what images are embedded by.
  public let embeddingStacks: Int
  /// What is trained: nothing for `pixels`.
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
  public init(
    input: Shape, stacks: [LayerStack], embeddingStacks: Int = 1, objective: Objective
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

  /// Whether images are given back.
  public var givesImagesBack: Bool {
    switch objective {
    case .reconstruction, .variationalReconstruction: true
    case .none, .classification: false
    }
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

  /// The weight in an epoch, from 1.
  func weight(inEpoch epoch: Int) -> Double {
    weight * min(1, Double(epoch) / Double(annealingEpochs + 1))
  }
}

extension Metric {
  /// The size of a network.
  public static let parameters = Metric(
    "parameters", title: "parameters", unit: .count, better: .neither, on: .none, digits: 0,
    comparedAtSame: [], formula: "The trainable numbers of the network.")
}
