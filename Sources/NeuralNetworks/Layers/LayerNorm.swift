import Numerics
import Specification

/// Normalisation of each sample by itself over all its numbers (Ba, Kiros and Hinton: "Layer
/// normalization", 2016).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias, weight and bias one number for each number
/// of the sample, as PyTorch's `LayerNorm` over `[C, H, W]`.
public struct LayerNorm: Layer {
  /// Added to the variance.
  public var epsilon = 1e-5

  /// PyTorch's settings.
  public init() {}

  /// `layerNorm`
  public static var kind: String { "layerNorm" }
  /// What it is.
  public static var summary: String { "normalisation of each sample over all its numbers" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [Field("epsilon", \.epsilon, "added to the variance", .above(0))]
  }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// Weight and bias, channel by channel in PyTorch.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    var shape = [input.count]
    var order = [0]
    if case .image(let height, let width, let channels) = input {
      shape = [channels, height, width]
      order = [1, 2, 0]
    }
    return [
      ParameterSpecification("weight", shape: shape, order: order, constant: 1),
      ParameterSpecification("bias", shape: shape, order: order, constant: 0),
    ]
  }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }

  /// None.
  public func multiplyAdds(for input: Shape) -> Int { 0 }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    SampleNormalization<T>(
      input, groups: 1, epsilon: epsilon, weights: weights, weightCount: input.count, &plan)
  }
}
