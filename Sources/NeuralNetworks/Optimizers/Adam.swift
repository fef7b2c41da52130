import Specification

/// Adam (Kingma and Ba: "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1).
public struct Adam: Optimizer {
  /// The step size.
  public var learningRate = 0.001
  /// The decay of the running mean of the gradient.
  public var beta1 = 0.9
  /// The decay of the running mean of its square.
  public var beta2 = 0.999
  /// Added to the root of the mean square.
  public var epsilon = 1e-8
  /// The weight of the L2 penalty, added to the gradient.
  public var weightDecay = 0.0

  /// The paper's settings.
  public init() {}

  /// `adam`
  public static var kind: String { "adam" }
  /// What it is.
  public static var summary: String { "Adam" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("learningRate", \.learningRate, "step size", .atLeast(0), isPrimary: true),
      Field("beta1", \.beta1, "decay of the mean gradient", .from(0, below: 1)),
      Field("beta2", \.beta2, "decay of the mean squared gradient", .from(0, below: 1)),
      Field("epsilon", \.epsilon, "added to the root of the mean square", .atLeast(0)),
      Field("weightDecay", \.weightDecay, "weight of the L2 penalty", .atLeast(0)),
    ]
  }

  /// Mean and mean square.
  public var moments: Int { 2 }
}
