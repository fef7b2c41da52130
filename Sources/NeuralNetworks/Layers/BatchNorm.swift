import Numerics
import Specification

/// Batch normalisation over samples and pixels, channel by channel (features of a vector, one by
/// one), with running statistics for use after training (Ioffe and Szegedy, ICML 2015).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias
public struct BatchNorm: Layer {
  /// Added to the variance.
  public var epsilon = 1e-5
  /// How much of the running statistics one batch replaces.
  public var momentum = 0.1

  /// PyTorch's settings.
  public init() {}

  /// `batchNorm`
  public static var kind: String { "batchNorm" }
  /// What it is.
  public static var summary: String { "batch normalisation, channel by channel" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("epsilon", \.epsilon, "added to the variance", .above(0)),
      Field(
        "momentum", \.momentum, "how much of the running statistics one batch replaces",
        .between(0, 1)),
    ]
  }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// Weight, bias, and the running statistics.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    let shape = [input.channels]
    return [
      ParameterSpecification("weight", shape: shape, constant: 1),
      ParameterSpecification("bias", shape: shape, constant: 0),
      ParameterSpecification("running_mean", shape: shape, isTrained: false, constant: 0),
      ParameterSpecification("running_var", shape: shape, isTrained: false, constant: 1),
      ParameterSpecification(
        "num_batches_tracked", shape: [], isTrained: false, constant: 0, isInteger: true),
    ]
  }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    BatchNormOperation<T>(
      self, input, weights: weights, isFrozen: plan.isFrozen(name), &plan)
  }
}
