import Numerics
import Specification

/// Normalisation of each sample by itself: over its pixels and the channels of a group (features of a
/// vector), so that no other sample of the batch matters (Wu and He: "Group normalization", ECCV 2018).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias, weight and bias one number a channel.
public struct GroupNorm: Layer {
  /// The groups that the channels are divided into.
  public var groups = 8
  /// Added to the variance.
  public var epsilon = 1e-5

  /// Eight groups.
  public init() {}

  /// `groupNorm`
  public static var kind: String { "groupNorm" }
  /// What it is.
  public static var summary: String {
    "normalisation of each sample, by groups of channels"
  }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("groups", \.groups, "groups of channels", .atLeast(1), isPrimary: true),
      Field("epsilon", \.epsilon, "added to the variance", .above(0)),
    ]
  }

  /// The shape stays; the groups must divide the channels.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard input.channels % groups == 0 else {
      throw ShapeProblem("groupNorm cannot divide \(input.channels) channels into \(groups) groups")
    }
    return input
  }

  /// Weight and bias.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    [
      ParameterSpecification("weight", shape: [input.channels], constant: 1),
      ParameterSpecification("bias", shape: [input.channels], constant: 0),
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
      input, groups: groups, epsilon: epsilon, weights: weights, weightCount: input.channels, &plan)
  }
}
